// The part of libsrtp 3's interface that mediasoup's worker calls, on top of libsrtp 2.
//
// Version 3 differs from version 2 in two ways that matter here: a policy is an opaque object
// built by calls instead of a public struct, and packets are processed from an input buffer to
// an output buffer with an explicit capacity instead of in place. Errors, profiles, sessions and
// events are version 2's own. The overloads below have C++ linkage, so they live beside the C
// functions of the same names.
//
// Limits, all unused by the worker: one master key a policy, no MKI.
#pragma once

// Version 2 calls its public struct what version 3 calls its handle.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>

// Error codes that version 3 added; version 2 never returns them.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace parley::srtp
{
	// A version 2 policy that owns its key.
	struct Policy
	{
		srtp2_policy_t fields{};
		srtp_profile_t profile{ srtp_profile_reserved };
		std::array<uint8_t, SRTP_MAX_KEY_LEN> keyAndSalt{};
		bool hasKey{ false };

		Policy() = default;
		// `fields.key` points into this object.
		Policy(const Policy&)            = delete;
		Policy& operator=(const Policy&) = delete;
		~Policy()
		{
			explicit_bzero(this->keyAndSalt.data(), this->keyAndSalt.size());
		}
	};

	// Brings a packet into the output buffer, where version 2 then works in place. `room` is what
	// the operation may append.
	inline srtp_err_status_t stage(
	  const uint8_t* in, std::size_t inLen, uint8_t* out, std::size_t capacity, std::size_t room)
	{
		if (inLen > static_cast<std::size_t>(std::numeric_limits<int>::max()))
		{
			return srtp_err_status_bad_param;
		}
		if (capacity < inLen || capacity - inLen < room)
		{
			return srtp_err_status_buffer_small;
		}
		// The worker decrypts in place: then there is nothing to bring.
		if (in != out)
		{
			std::memmove(out, in, inLen);
		}

		return srtp_err_status_ok;
	}

	// Stages a packet and runs one of version 2's in-place operations on it. On success `*outLen`
	// (before: the capacity of `out`) is the length of the result.
	template<typename Operation>
	srtp_err_status_t process(
	  const uint8_t* in,
	  std::size_t inLen,
	  uint8_t* out,
	  std::size_t* outLen,
	  std::size_t room,
	  Operation operation)
	{
		if (const auto staged = stage(in, inLen, out, *outLen, room); staged != srtp_err_status_ok)
		{
			return staged;
		}

		int len         = static_cast<int>(inLen);
		const auto done = operation(out, &len);

		if (done == srtp_err_status_ok)
		{
			*outLen = static_cast<std::size_t>(len);
		}

		return done;
	}
} // namespace parley::srtp

using srtp_policy_t = parley::srtp::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) parley::srtp::Policy();

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->fields.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->fields.rtp, profile);

	if (status == srtp_err_status_ok)
	{
		status = srtp_crypto_policy_set_from_profile_for_rtcp(&policy->fields.rtcp, profile);
	}
	if (status == srtp_err_status_ok)
	{
		policy->profile = profile;
	}

	return status;
}

// The profile must be set first: it says how long key and salt are. Version 2 wants both in one
// buffer, key first.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  std::size_t keyLen,
  const uint8_t* salt,
  std::size_t saltLen,
  const uint8_t* /*mki*/,
  std::size_t mkiLen)
{
	if (
	  mkiLen != 0 || policy->hasKey ||
	  keyLen != srtp_profile_get_master_key_length(policy->profile) ||
	  saltLen != srtp_profile_get_master_salt_length(policy->profile) ||
	  keyLen + saltLen > policy->keyAndSalt.size())
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->keyAndSalt.data(), key, keyLen);
	std::memcpy(policy->keyAndSalt.data() + keyLen, salt, saltLen);
	policy->fields.key = policy->keyAndSalt.data();
	policy->hasKey     = true;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->fields.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, std::size_t windowSize)
{
	policy->fields.window_size = windowSize;

	return srtp_err_status_ok;
}

// Version 2 copies what it needs, so the policy may be destroyed afterwards.
inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	if (!policy->hasKey)
	{
		return srtp_err_status_bad_param;
	}

	return srtp_create(session, static_cast<const srtp2_policy_t*>(&policy->fields));
}

// `ssrc` in network byte order, as in version 2.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

inline srtp_err_status_t srtp_protect(
  srtp_t session,
  const uint8_t* rtp,
  std::size_t rtpLen,
  uint8_t* srtp,
  std::size_t* srtpLen,
  std::size_t /*mkiIndex*/)
{
	return parley::srtp::process(
	  rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN,
	  [session](uint8_t* packet, int* len) { return srtp_protect(session, packet, len); });
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, std::size_t srtpLen, uint8_t* rtp, std::size_t* rtpLen)
{
	return parley::srtp::process(
	  srtp, srtpLen, rtp, rtpLen, 0,
	  [session](uint8_t* packet, int* len) { return srtp_unprotect(session, packet, len); });
}

// SRTCP appends a 4-byte index besides the trailer (RFC 3711, section 3.4).
inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session,
  const uint8_t* rtcp,
  std::size_t rtcpLen,
  uint8_t* srtcp,
  std::size_t* srtcpLen,
  std::size_t /*mkiIndex*/)
{
	return parley::srtp::process(
	  rtcp, rtcpLen, srtcp, srtcpLen, SRTP_MAX_TRAILER_LEN + sizeof(uint32_t),
	  [session](uint8_t* packet, int* len) { return srtp_protect_rtcp(session, packet, len); });
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, std::size_t srtcpLen, uint8_t* rtcp, std::size_t* rtcpLen)
{
	return parley::srtp::process(
	  srtcp, srtcpLen, rtcp, rtcpLen, 0,
	  [session](uint8_t* packet, int* len) { return srtp_unprotect_rtcp(session, packet, len); });
}
