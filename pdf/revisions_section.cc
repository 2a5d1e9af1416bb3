#include "pdf/revisions_section.h"

#include <algorithm>
#include <array>

namespace sohoa::pdf {
namespace {

using Kind = Object::Kind;

constexpr std::uint64_t kMaxObjects = 8'388'608;  // ISO 32000-1 annex C

struct FieldWidths {
  std::array<std::size_t, 3> bytes{};
  [[nodiscard]] std::size_t row() const { return bytes[0] + bytes[1] + bytes[2]; }
};

std::optional<FieldWidths> fieldWidths(const Object& trailer) {
  const auto* widths = trailer.get("W");
  if (widths == nullptr || !widths->is(Kind::kArray) || widths->items.size() != 3) {
    return std::nullopt;
  }
  FieldWidths result;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto width = widths->items[i].asInteger();
    if (!width || *width < 0 || *width > 8) return std::nullopt;
    result.bytes[i] = static_cast<std::size_t>(*width);
  }
  if (result.bytes[1] == 0) return std::nullopt;
  return result;
}

// Pairs of first number and count: /Index, or all numbers up to /Size.
std::optional<std::vector<std::pair<std::uint64_t, std::uint64_t>>> subsections(
    const Object& trailer) {
  std::vector<std::int64_t> numbers;
  if (const auto* index = trailer.get("Index"); index != nullptr) {
    if (!index->is(Kind::kArray) || index->items.size() % 2 != 0) return std::nullopt;
    for (const auto& item : index->items) numbers.push_back(item.asInteger().value_or(-1));
  } else {
    const auto* size = trailer.get("Size");
    numbers = {0, size == nullptr ? -1 : size->asInteger().value_or(-1)};
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> result;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    const auto limit = static_cast<std::int64_t>(kMaxObjects);
    if (numbers[i] < 0 || numbers[i + 1] < 0 || numbers[i] > limit || numbers[i + 1] > limit) {
      return std::nullopt;
    }
    result.emplace_back(numbers[i], numbers[i + 1]);
  }
  return result;
}

std::uint64_t bigEndian(const std::uint8_t*& at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | *at++;
  return value;
}

std::optional<XrefEntry> streamEntry(const std::uint8_t* row, const FieldWidths& widths,
                                     std::uint64_t number) {
  const auto type = widths.bytes[0] == 0 ? 1 : bigEndian(row, widths.bytes[0]);
  const auto second = bigEndian(row, widths.bytes[1]);
  const auto third = bigEndian(row, widths.bytes[2]);
  XrefEntry entry;
  entry.number = static_cast<std::uint32_t>(number);
  if (type > 2 || (type != 2 && third > 65'535)) return std::nullopt;
  if (type == 2) {
    if (second == 0 || second >= kMaxObjects || third >= kMaxObjects) return std::nullopt;
    entry.kind = XrefEntry::Kind::kCompressed;
    entry.index = static_cast<std::uint32_t>(third);
  } else {
    entry.kind = type == 1 ? XrefEntry::Kind::kOffset : XrefEntry::Kind::kFree;
    entry.generation = static_cast<std::uint32_t>(third);
  }
  entry.offset = second;
  return entry;
}

std::optional<std::uint64_t> fixedDigits(std::span<const std::uint8_t> digits) {
  std::uint64_t value = 0;
  for (const auto digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  return value;
}

}  // namespace

std::optional<Revisions::Section> Revisions::readSection(std::uint64_t offset) {
  if (offset >= bytes_.size()) return std::nullopt;
  Section section;
  section.extent.begin = offset;
  try {
    ObjectParser parser(bytes_, offset, limits_.parse);
    if (parser.accept("xref")) {
      if (!readTable(parser, section)) return std::nullopt;
    } else {
      auto object = parseIndirect(bytes_, offset, {}, limits_.parse);
      const auto* type = object.object.get("Type");
      if (!object.object.is(Kind::kStream) || type == nullptr || !type->isName("XRef")) {
        return std::nullopt;
      }
      section.trailer = std::move(object.object);
      if (!readStream(section)) return std::nullopt;
      parser = ObjectParser(bytes_, object.where.end, limits_.parse);
    }
    readEnd(parser, section);
  } catch (const core::Error&) {
    return std::nullopt;
  }
  const auto* root = section.trailer.get("Root");
  if (root != nullptr && !root->is(Kind::kReference)) return std::nullopt;
  return section;
}

bool Revisions::readTable(ObjectParser& parser, Section& section) {
  for (;;) {
    parser.skipWhite();
    if (parser.accept("trailer")) break;
    const auto first = parser.acceptNumber();
    parser.skipWhite();
    const auto count = first ? parser.acceptNumber() : std::nullopt;
    if (!count || *first > kMaxObjects || *count > kMaxObjects) return false;
    if (!readTableEntries(parser, *first, *count, section)) return false;
  }
  section.trailer = parser.value();
  return section.trailer.is(Kind::kDictionary);
}

bool Revisions::readTableEntries(ObjectParser& parser, std::uint64_t first, std::uint64_t count,
                                 Section& section) {
  constexpr std::uint64_t kEntry = 20;
  parser.skipWhite();
  const auto begin = parser.position();
  if (count > (bytes_.size() - begin) / kEntry) return false;
  entries_ += count;
  if (entries_ > limits_.entries) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto row = bytes_.subspan(begin + i * kEntry, kEntry);
    const auto offset = fixedDigits(row.first(10));
    const auto generation = fixedDigits(row.subspan(11, 5));
    const bool line_end = (row[18] == ' ' && (row[19] == '\r' || row[19] == '\n')) ||
                          (row[18] == '\r' && row[19] == '\n');
    if (!offset || !generation || *generation > 65'535 || row[10] != ' ' || row[16] != ' ' ||
        (row[17] != 'n' && row[17] != 'f') || !line_end) {
      return false;
    }
    XrefEntry entry;
    entry.number = static_cast<std::uint32_t>(first + i);
    entry.generation = static_cast<std::uint32_t>(*generation);
    entry.kind = row[17] == 'n' ? XrefEntry::Kind::kOffset : XrefEntry::Kind::kFree;
    entry.offset = *offset;
    section.entries.push_back(entry);
  }
  parser = ObjectParser(bytes_, begin + count * kEntry, limits_.parse);
  return true;
}

bool Revisions::readStream(Section& section) {
  const auto widths = fieldWidths(section.trailer);
  const auto parts = subsections(section.trailer);
  const auto data = streamBytes(section.trailer, 0);
  if (!widths || !parts || !data) return false;
  const auto* row = data->data();
  auto left = data->size() / widths->row();
  for (const auto& [first, count] : *parts) {
    entries_ += count;
    if (count > left || entries_ > limits_.entries) return false;
    left -= count;
    for (std::uint64_t i = 0; i < count; ++i, row += widths->row()) {
      const auto entry = streamEntry(row, *widths, first + i);
      if (!entry) return false;
      section.entries.push_back(*entry);
    }
  }
  return true;
}

// "startxref", an offset, "%%EOF"; the first section of a linearized file may lack them.
void Revisions::readEnd(ObjectParser& parser, Section& section) const {
  constexpr std::string_view kEndMarker = "%%EOF";
  section.extent.end = parser.position();
  parser.skipSpace();
  if (!parser.accept("startxref")) return;
  parser.skipWhite();
  const auto offset = parser.acceptNumber();
  parser.skipWhite();
  const auto at = parser.position();
  if (!offset || bytes_.size() - at < kEndMarker.size() ||
      !std::equal(kEndMarker.begin(), kEndMarker.end(), bytes_.begin() + static_cast<long>(at))) {
    return;
  }
  section.startxref = *offset;
  section.marker_end = at + kEndMarker.size();
  section.extent.end = section.marker_end;
}

}  // namespace sohoa::pdf
