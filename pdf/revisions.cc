#include "pdf/revisions.h"

#include <algorithm>
#include <set>

#include "pdf/revisions_section.h"

namespace sohoa::pdf {
namespace {

using Kind = Object::Kind;

constexpr std::string_view kEndMarker = "%%EOF";
constexpr std::uint64_t kTailWindow = 1024;  // ISO 32000-1 annex H note 18

std::string_view asText(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool isLineEnd(char byte) { return byte == '\n' || byte == '\r'; }

}  // namespace

Revisions::Revisions(std::span<const std::uint8_t> bytes, const RevisionLimits& limits)
    : bytes_(bytes), limits_(limits) {
  check();
}

Revisions::Revisions(const MappedFile& file, const RevisionLimits& limits)
    : bytes_(file.bytes()), file_(&file), limits_(limits) {
  check();
}

void Revisions::check() {
  const auto text = asText(bytes_.first(std::min<std::size_t>(bytes_.size(), 8)));
  if (!text.starts_with("%PDF-") || text.size() < 8) report(structure::kNoHeader, 0, 0);
  walk();
  if (!readable_) return;
  checkEntries();
  checkReuse();
  for (std::size_t i = 0; i < revisions_.size(); ++i) accountBytes(i);
  // A second opinion costs time and is asked only about files that look sound.
  if (findings_.empty()) compareWithQpdf();
}

void Revisions::report(std::string_view code, std::size_t revision, std::uint64_t offset,
                       std::uint32_t object) {
  if (findings_.size() == limits_.findings) findings_.back().code = structure::kLimit;
  if (findings_.size() < limits_.findings) findings_.push_back({code, revision, offset, object});
}

// Follows /Prev from the last section to the first.
void Revisions::walk() {
  std::uint64_t end = 0;
  auto next = lastSection(end);
  std::vector<Section> sections;
  while (next) {
    if (sections.size() == limits_.revisions) return report(structure::kLimit, 0, *next);
    auto section = readSection(*next);
    if (!section) return report(structure::kXrefMalformed, 0, *next);
    next = std::nullopt;
    if (const auto* previous = section->trailer.get("Prev"); previous != nullptr) {
      const auto offset = previous->asInteger().value_or(-1);
      if (offset < 0) return report(structure::kXrefMalformed, 0, section->extent.begin);
      next = static_cast<std::uint64_t>(offset);
    }
    if (next && *next >= section->extent.begin) {
      // Only a linearized first revision has its two sections the other way round.
      auto main = *next == section->extent.begin ? std::nullopt : readSection(*next);
      if (!main || !isLinearized(*section, *main)) {
        return report(structure::kXrefChain, 0, section->extent.begin);
      }
      section->linearized_main = std::make_shared<Section>(std::move(*main));
      next = std::nullopt;
    } else if (section->marker_end == 0 || section->startxref != section->extent.begin) {
      return report(structure::kXrefChain, 0, section->extent.begin);
    }
    sections.push_back(std::move(*section));
  }
  if (sections.empty()) return;
  const auto& last = sections.front();
  if ((last.linearized_main ? last.linearized_main->marker_end : last.marker_end) != end) {
    return report(structure::kXrefChain, 0, last.extent.begin);
  }
  assemble(std::move(sections));
}

std::optional<std::uint64_t> Revisions::lastSection(std::uint64_t& marker_end) {
  const auto window = std::min<std::uint64_t>(bytes_.size(), kTailWindow);
  const auto base = bytes_.size() - window;
  const auto tail = asText(bytes_.subspan(base));
  const auto marker = tail.rfind(kEndMarker);
  if (marker == std::string_view::npos) {
    report(structure::kNoEndMarker, 0, bytes_.size());
    return std::nullopt;
  }
  marker_end = base + marker + kEndMarker.size();
  const auto rest = tail.substr(marker + kEndMarker.size());
  if (!std::all_of(rest.begin(), rest.end(), isLineEnd)) {
    report(structure::kTrailingBytes, 0, marker_end);
  }
  const auto keyword = tail.substr(0, marker).rfind("startxref");
  if (keyword != std::string_view::npos) {
    ObjectParser parser(bytes_, base + keyword);
    static_cast<void>(parser.accept("startxref"));
    parser.skipWhite();
    const auto offset = parser.acceptNumber();
    parser.skipWhite();
    if (offset && parser.position() == base + marker && *offset < bytes_.size()) return offset;
  }
  report(structure::kXrefMalformed, 0, marker_end);
  return std::nullopt;
}

bool Revisions::isLinearized(const Section& first_page, const Section& main) const {
  if (main.trailer.get("Prev") != nullptr || main.startxref != first_page.extent.begin ||
      first_page.startxref != 0) {
    return false;
  }
  ObjectParser parser(bytes_);
  parser.skipSpace();
  try {
    const auto first = parseIndirect(bytes_, parser.position(), {}, limits_.parse);
    const auto* length = first.object.get("L");
    return first.object.get("Linearized") != nullptr && length != nullptr &&
           length->is(Kind::kInteger) && first.where.end <= first_page.extent.begin &&
           static_cast<std::uint64_t>(length->integer) >= main.marker_end &&
           static_cast<std::uint64_t>(length->integer) <= main.marker_end + 2;
  } catch (const core::Error&) {
    return false;
  }
}

void Revisions::assemble(std::vector<Section> newest_first) {
  std::reverse(newest_first.begin(), newest_first.end());
  std::uint64_t begin = 0;
  for (std::size_t i = 0; i < newest_first.size(); ++i) {
    auto& section = newest_first[i];
    Revision revision;
    revision.xref_offset = section.extent.begin;
    revision.xref_stream = section.trailer.is(Kind::kStream);
    revision.entries = std::move(section.entries);
    revision.sections.push_back(section.extent);
    revision.marker_end = section.marker_end;
    if (section.linearized_main) {
      auto& main = *section.linearized_main;
      revision.linearized = true;
      revision.entries.insert(revision.entries.end(), main.entries.begin(), main.entries.end());
      revision.sections.push_back(main.extent);
      revision.marker_end = main.marker_end;
    }
    if (section.trailer.get("XRefStm") != nullptr) {
      report(structure::kHybrid, i, section.extent.begin);
    }
    if (section.trailer.get("Encrypt") != nullptr) {
      report(structure::kEncrypted, i, section.extent.begin);
    }
    if (section.trailer.duplicate_keys) {
      report(structure::kDuplicateKey, i, section.trailer.where.begin);
    }
    revision.trailer = std::move(section.trailer);
    auto end = revision.marker_end;
    if (end < bytes_.size() && bytes_[end] == '\r') ++end;
    if (end < bytes_.size() && bytes_[end] == '\n') ++end;
    if (section.extent.begin < begin) return report(structure::kXrefChain, i, begin);
    revision.bytes = {begin, end};
    begin = end;
    revisions_.push_back(std::move(revision));
  }
  readable_ = true;
}

void Revisions::checkEntries() {
  for (std::size_t i = 0; i < revisions_.size(); ++i) {
    auto& entries = revisions_[i].entries;
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.number < b.number; });
    for (std::size_t k = 1; k < entries.size(); ++k) {
      if (entries[k].number == entries[k - 1].number) {
        report(structure::kDuplicateEntry, i, revisions_[i].xref_offset, entries[k].number);
      }
    }
    entries.erase(std::unique(entries.begin(), entries.end(),
                              [](const auto& a, const auto& b) { return a.number == b.number; }),
                  entries.end());
    for (const auto& entry : entries) {
      if (entry.kind == XrefEntry::Kind::kOffset &&
          (entry.offset < revisions_[i].bytes.begin || entry.offset >= revisions_[i].bytes.end)) {
        report(structure::kOutside, i, entry.offset, entry.number);
      }
    }
  }
}

void Revisions::checkReuse() {
  std::set<std::uint32_t> used;
  std::set<std::uint32_t> freed;
  if (revisions_.size() < 3) return;
  for (std::size_t i = 0; i < revisions_.size(); ++i) {
    for (const auto& entry : revisions_[i].entries) {
      if (entry.kind == XrefEntry::Kind::kFree) {
        if (used.count(entry.number) != 0) freed.insert(entry.number);
      } else {
        if (freed.count(entry.number) != 0) {
          report(structure::kReused, i, entry.offset, entry.number);
        }
        used.insert(entry.number);
      }
    }
  }
}

// Walks one revision from its first to its last byte.
void Revisions::accountBytes(std::size_t index) {
  const auto& revision = revisions_[index];
  std::vector<const XrefEntry*> listed;
  for (const auto& entry : revision.entries) {
    if (entry.kind == XrefEntry::Kind::kOffset) listed.push_back(&entry);
  }
  std::sort(listed.begin(), listed.end(),
            [](const auto* a, const auto* b) { return a->offset < b->offset; });
  auto sections = revision.sections;
  std::sort(sections.begin(), sections.end(),
            [](const auto& a, const auto& b) { return a.begin < b.begin; });

  const auto scope = bytes_.first(revision.bytes.end);
  auto next = listed.begin();
  auto section = sections.begin();
  ObjectParser parser(scope, revision.bytes.begin, limits_.parse);
  // Each finding may cost a walk to the end of the file, so their number bounds the time.
  while (findings_.size() < limits_.findings) {
    parser.skipSpace();
    const auto here = parser.position();
    while (next != listed.end() && (*next)->offset < here) {
      if ((*next)->offset >= revision.bytes.begin) {
        report(structure::kObjectMismatch, index, (*next)->offset, (*next)->number);
      }
      ++next;
    }
    while (section != sections.end() && section->begin < here) ++section;
    const bool at_section = section != sections.end() && section->begin == here;
    if (at_section && !revision.xref_stream) {
      parser = ObjectParser(scope, section->end, limits_.parse);
      continue;
    }
    if (here >= revision.bytes.end) return;
    const XrefEntry* entry = nullptr;
    if (next != listed.end() && (*next)->offset == here) entry = *next++;
    if (at_section && entry == nullptr) {
      parser = ObjectParser(scope, section->end, limits_.parse);
      continue;
    }
    try {
      const auto object = parseIndirect(scope, here, lengthAt(index), limits_.parse);
      checkIndirect(index, object, entry);
      parser = ObjectParser(scope, object.where.end, limits_.parse);
      if (at_section) parser = ObjectParser(scope, section->end, limits_.parse);
    } catch (const core::Error&) {
      report(entry != nullptr ? structure::kObjectMalformed : structure::kUnexplained, index, here,
             entry != nullptr ? entry->number : 0);
      auto resume = revision.bytes.end;
      for (auto later = next; later != listed.end(); ++later) {
        if ((*later)->offset > here) {
          resume = std::min(resume, (*later)->offset);
          break;
        }
      }
      if (section != sections.end() && section->begin > here) {
        resume = std::min(resume, section->begin);
      }
      parser = ObjectParser(scope, resume, limits_.parse);
    }
  }
}

void Revisions::checkIndirect(std::size_t index, const IndirectObject& object,
                              const XrefEntry* listed) {
  const auto& entries = revisions_[index].entries;
  if (listed == nullptr) {
    const auto twin = std::lower_bound(
        entries.begin(), entries.end(), object.number,
        [](const auto& entry, std::uint32_t number) { return entry.number < number; });
    const bool defined = twin != entries.end() && twin->number == object.number &&
                         twin->kind != XrefEntry::Kind::kFree;
    report(defined ? structure::kDuplicateObject : structure::kUnlistedObject, index,
           object.where.begin, object.number);
  } else if (listed->number != object.number || listed->generation != object.generation) {
    report(structure::kObjectMismatch, index, object.where.begin, listed->number);
  }
  bool duplicate = false;
  visit(object.object, [&](const Object& part) { duplicate = duplicate || part.duplicate_keys; });
  if (duplicate) report(structure::kDuplicateKey, index, object.where.begin, object.number);
}

}  // namespace sohoa::pdf
