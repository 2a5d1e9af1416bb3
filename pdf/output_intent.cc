#include "pdf/output_intent.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "pdf/big_endian.h"

namespace sohoa::pdf {
namespace {

using Bytes = std::vector<std::uint8_t>;

// s15Fixed16 numbers; white points and colorants relative to D50 (ICC.1 clause 6.3.1.1).
using Xyz = std::array<std::uint32_t, 3>;
constexpr Xyz kD50{0x0000F6D6, 0x00010000, 0x0000D32D};
constexpr Xyz kRed{0x00006FA2, 0x000038F5, 0x00000390};
constexpr Xyz kGreen{0x00006299, 0x0000B785, 0x000018DA};
constexpr Xyz kBlue{0x000024A0, 0x00000F84, 0x0000B6CF};

Bytes xyzTag(const Xyz& value) {
  Bytes out;
  putText(out, "XYZ ");
  putU32(out, 0);
  for (const auto part : value) putU32(out, part);
  return out;
}

// One text in English (multiLocalizedUnicodeType, clause 10.15); ASCII only.
Bytes textTag(std::string_view text) {
  constexpr std::uint32_t kOneRecord = 28;  // where its text starts
  Bytes out;
  putText(out, "mluc");
  putU32(out, 0);
  putU32(out, 1);
  putU32(out, 12);
  putText(out, "enUS");
  putU32(out, static_cast<std::uint32_t>(2 * text.size()));
  putU32(out, kOneRecord);
  for (const char c : text) putU16(out, static_cast<std::uint8_t>(c));
  return out;
}

std::uint32_t fixed(double value) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536)));
}

// The sRGB curve as a formula: a table of it would make every copy 2 KB larger.
Bytes curveTag() {
  Bytes out;
  putText(out, "para");
  putU32(out, 0);
  putU16(out, 3);
  putU16(out, 0);
  for (const double part : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) {
    putU32(out, fixed(part));
  }
  return out;
}

// From D65, where sRGB is defined, to D50 (Bradford; clause 9.2.15).
Bytes adaptationTag() {
  Bytes out;
  putText(out, "sf32");
  putU32(out, 0);
  for (const double part : {1.0478112, 0.0228866, -0.0501270, 0.0295424, 0.9904844, -0.0170491,
                            -0.0092345, 0.0150436, 0.7521316}) {
    putU32(out, fixed(part));
  }
  return out;
}

Bytes header(std::uint32_t size) {
  Bytes out;
  putU32(out, size);
  putU32(out, 0);           // no preferred colour engine
  putU32(out, 0x04200000);  // version 4.2
  putText(out, "mntrRGB XYZ ");
  for (const std::uint16_t part : {2026, 1, 1, 0, 0, 0}) putU16(out, part);
  putText(out, "acsp");
  out.resize(68);  // platform, flags, device, attributes, perceptual intent: all 0
  for (const auto part : kD50) putU32(out, part);
  out.resize(128);
  return out;
}

struct Tag {
  std::string_view name;
  std::size_t data;  // index into the list of contents
};

}  // namespace

std::vector<std::uint8_t> srgbProfile() {
  std::vector<Bytes> contents{textTag("sRGB IEC61966-2.1"),
                              textTag("No copyright, use freely"),
                              xyzTag(kD50),
                              xyzTag(kRed),
                              xyzTag(kGreen),
                              xyzTag(kBlue),
                              curveTag(),
                              adaptationTag()};
  constexpr std::array<Tag, 10> kTags{Tag{"desc", 0}, {"cprt", 1}, {"wtpt", 2}, {"rXYZ", 3},
                                      {"gXYZ", 4},    {"bXYZ", 5}, {"rTRC", 6}, {"gTRC", 6},
                                      {"bTRC", 6},    {"chad", 7}};
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> sizes;
  auto end = static_cast<std::uint32_t>(128 + 4 + 12 * kTags.size());
  for (auto& content : contents) {
    offsets.push_back(end);
    sizes.push_back(static_cast<std::uint32_t>(content.size()));
    content.resize((content.size() + 3) / 4 * 4);
    end += static_cast<std::uint32_t>(content.size());
  }
  Bytes out = header(end);
  putU32(out, static_cast<std::uint32_t>(kTags.size()));
  for (const auto& tag : kTags) {
    putText(out, tag.name);
    putU32(out, offsets[tag.data]);
    putU32(out, sizes[tag.data]);
  }
  for (const auto& content : contents) out.insert(out.end(), content.begin(), content.end());
  return out;
}

Ref writeOutputIntent(ObjectWriter& writer) {
  const Ref profile = writer.stream("/N 3 /Filter /FlateDecode",
                                    deflated(std::span<const std::uint8_t>(srgbProfile())));
  return writer.object(fmt::format(
      "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1)"
      " /Info (sRGB IEC61966-2.1) /DestOutputProfile {} >>",
      profile.text()));
}

}  // namespace sohoa::pdf
