// The names the worker uses from ankerl::unordered_dense, given by the standard containers.
//
// Behaviour is the same for what the worker does with them: the standard maps keep references
// and iterators valid in more cases than the dense ones, never in fewer. They cost one
// allocation an entry, which the packet path does not notice: it looks up, it does not insert.
#pragma once

#include <cstddef>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	// The standard hash of an integer or pointer is the value itself; the worker mixes the hashes
	// of several fields and expects well spread bits, so integers go through a finaliser first.
	template<typename T>
	struct hash
	{
		std::size_t operator()(const T& value) const noexcept(noexcept(std::hash<T>{}(value)))
		{
			auto bits = static_cast<unsigned long long>(std::hash<T>{}(value));

			if constexpr (std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>)
			{
				// Fibonacci hashing with the high half folded down.
				bits *= 0x9E3779B97F4A7C15ULL;
				bits ^= bits >> 32U;
			}

			return static_cast<std::size_t>(bits);
		}
	};

	template<typename Key, typename Value, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense
