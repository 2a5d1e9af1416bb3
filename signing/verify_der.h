#pragma once

// Private to signing/: reading DER strictly (X.690 clause 10), without copies.

#include <optional>
#include <string>

#include "signing/bytes.h"

namespace sohoa::signing {

inline constexpr std::uint8_t kDerInteger = 0x02;
inline constexpr std::uint8_t kDerOctetString = 0x04;
inline constexpr std::uint8_t kDerOid = 0x06;
inline constexpr std::uint8_t kDerSequence = 0x30;
inline constexpr std::uint8_t kDerSet = 0x31;
inline constexpr std::uint8_t kDerContext = 0xa0;  // constructed; add the number

struct DerItem {
  std::uint8_t tag = 0;
  ByteView whole;
  ByteView content;
};

class DerReader {
 public:
  explicit DerReader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] ByteView rest() const { return rest_; }
  // True when the next item has this tag.
  [[nodiscard]] bool at(std::uint8_t tag) const { return !rest_.empty() && rest_[0] == tag; }
  // The next item; nothing when it is not there, has a high tag number, an indefinite length or a
  // length that is not the shortest.
  [[nodiscard]] std::optional<DerItem> next();
  // The next item when it has this tag.
  [[nodiscard]] std::optional<DerItem> next(std::uint8_t tag);

 private:
  ByteView rest_;
};

// True when all constructed items inside have definite, shortest lengths.
[[nodiscard]] bool isDefinite(ByteView bytes, int depth = 0);

// OpenSSL's number of an object identifier's content octets; NID_undef when it has none.
[[nodiscard]] int nidOf(const DerItem& oid);

}  // namespace sohoa::signing
