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

Bytes textTag(std::string_view text) {
  Bytes out;
  putText(out, "text");
  putU32(out, 0);
  putText(out, text);
  out.push_back(0);
  return out;
}

Bytes descriptionTag(std::string_view text) {
  constexpr std::size_t kNoUnicodeNoScript = 4 + 4 + 2 + 1 + 67;
  Bytes out;
  putText(out, "desc");
  putU32(out, 0);
  putU32(out, static_cast<std::uint32_t>(text.size() + 1));
  putText(out, text);
  out.resize(out.size() + 1 + kNoUnicodeNoScript);
  return out;
}

Bytes curveTag() {
  constexpr int kEntries = 1024;
  Bytes out;
  putText(out, "curv");
  putU32(out, 0);
  putU32(out, kEntries);
  for (int i = 0; i < kEntries; ++i) {
    const double v = i / static_cast<double>(kEntries - 1);
    const double linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    putU16(out, static_cast<std::uint16_t>(std::lround(linear * 65535)));
  }
  return out;
}

Bytes header(std::uint32_t size) {
  Bytes out;
  putU32(out, size);
  putU32(out, 0);           // no preferred colour engine
  putU32(out, 0x02100000);  // version 2.1
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
  std::vector<Bytes> contents{descriptionTag("sRGB IEC61966-2.1"),
                              textTag("No copyright, use freely"),
                              xyzTag(kD50),
                              xyzTag(kRed),
                              xyzTag(kGreen),
                              xyzTag(kBlue),
                              curveTag()};
  constexpr std::array<Tag, 9> kTags{Tag{"desc", 0}, {"cprt", 1}, {"wtpt", 2},
                                     {"rXYZ", 3},    {"gXYZ", 4}, {"bXYZ", 5},
                                     {"rTRC", 6},    {"gTRC", 6}, {"bTRC", 6}};
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
