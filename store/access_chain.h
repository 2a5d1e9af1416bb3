#pragma once

#include "core/digest.h"
#include "core/ports/access_book.h"

// Private to store/: how entries of the access log hang together, whatever keeps them.
namespace sohoa::store {

// The digest that entry `number` carries: over the digest before it (all zero before the first),
// the number and every part of the entry, each with its length in front.
[[nodiscard]] core::Sha256 chained(const core::Sha256& before, const core::LoggedAccess& access);

}  // namespace sohoa::store
