#include "signing/verify_der.h"

#include "signing/openssl_handles.h"

namespace sohoa::signing {

std::optional<DerItem> DerReader::next() {
  if (rest_.size() < 2 || (rest_[0] & 0x1f) == 0x1f) return std::nullopt;
  std::size_t header = 2;
  std::size_t length = rest_[1];
  if (length == 0x80) return std::nullopt;
  if (length > 0x80) {
    const std::size_t octets = length - 0x80;
    if (octets > 4 || rest_.size() < 2 + octets) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | rest_[2 + i];
    if (length < 0x80 || (octets > 1 && rest_[2] == 0)) return std::nullopt;
    header += octets;
  }
  if (rest_.size() - header < length) return std::nullopt;
  const DerItem item{rest_[0], rest_.first(header + length), rest_.subspan(header, length)};
  rest_ = rest_.subspan(header + length);
  return item;
}

std::optional<DerItem> DerReader::next(std::uint8_t tag) { return at(tag) ? next() : std::nullopt; }

bool isDefinite(ByteView bytes, int depth) {
  constexpr int kDeepest = 40;
  constexpr std::uint8_t kConstructed = 0x20;
  if (depth > kDeepest) return false;
  DerReader reader(bytes);
  while (!reader.empty()) {
    const auto item = reader.next();
    if (!item) return false;
    if ((item->tag & kConstructed) != 0 && !isDefinite(item->content, depth + 1)) return false;
  }
  return true;
}

int nidOf(const DerItem& oid) {
  const auto* at = oid.whole.data();
  const Asn1ObjectPtr object(d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(oid.whole.size())));
  return object ? OBJ_obj2nid(object.get()) : NID_undef;
}

}  // namespace sohoa::signing
