#include "signing/der.h"

#include <algorithm>

namespace sohoa::signing {

Bytes derValue(std::uint8_t tag, ByteView content) {
  Bytes out{tag};
  if (content.size() < 0x80) {
    out.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    Bytes length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8U) {
      length.insert(length.begin(), static_cast<std::uint8_t>(rest & 0xffU));
    }
    out.push_back(static_cast<std::uint8_t>(0x80U | length.size()));
    out.insert(out.end(), length.begin(), length.end());
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

Bytes derSetOf(std::vector<Bytes> encodings) {
  std::sort(encodings.begin(), encodings.end());
  Bytes content;
  for (const Bytes& encoding : encodings) {
    content.insert(content.end(), encoding.begin(), encoding.end());
  }
  return derValue(0x31, content);
}

}  // namespace sohoa::signing
