/** How much later things are for being processed. Pure. */

/**
 * Of a voice: the worklet's ring lags by 512 samples (10.7 ms at 48 kHz), and RNNoise gives each piece of
 * 10 ms with the next one, since its windows overlap.
 */
export const NOISE_LATENCY_MS = 21;
