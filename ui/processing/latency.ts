/** How much later things are for being processed. Pure. */

/**
 * Of a voice: the worklet's ring lags by 512 samples, and RNNoise gives each piece of 480 with the next
 * one, since its windows overlap. Both together are 20.7 ms at 48 kHz, as was measured too.
 */
export const NOISE_LATENCY_MS = 21;
