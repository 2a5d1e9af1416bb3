#pragma once

// Private to signing/: the little of DER (X.690) that OpenSSL does not do for us.

#include <cstddef>

#include "signing/bytes.h"

namespace sohoa::signing {

// Tag, length, content.
[[nodiscard]] Bytes derValue(std::uint8_t tag, ByteView content);

// A DER SET OF: the encodings sorted as clause 11.6 wants.
[[nodiscard]] Bytes derSetOf(std::vector<Bytes> encodings);

}  // namespace sohoa::signing
