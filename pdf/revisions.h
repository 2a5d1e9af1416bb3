#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pdf/objects.h"

namespace sohoa::pdf {

// A file's bytes without a copy of them (read-only memory mapping). Throws Error(kIo).
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {data_, size_}; }
  // These bytes were read and need not stay in memory; whoever looks again reads them again.
  void release(std::uint64_t begin, std::uint64_t end) const;

 private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

// What one cross-reference section says about one object number (ISO 32000-1 clause 7.5.4, 7.5.8).
struct XrefEntry {
  enum class Kind : std::uint8_t { kFree, kOffset, kCompressed };
  std::uint32_t number = 0;
  std::uint32_t generation = 0;  // of the object; 0 for kCompressed
  Kind kind = Kind::kFree;
  std::uint64_t offset = 0;  // kOffset: byte offset; kCompressed: number of the object stream
  std::uint32_t index = 0;   // kCompressed: place in the object stream
};

// One incremental revision: everything from the end of the one before to its %%EOF and line end.
struct Revision {
  Extent bytes;
  std::uint64_t marker_end = 0;  // right after "%%EOF"
  std::uint64_t xref_offset = 0;
  bool xref_stream = false;
  bool linearized = false;
  std::vector<XrefEntry> entries;  // sorted by number, one each
  Object trailer;                  // the trailer dictionary, or the cross-reference stream
  std::vector<Extent> sections;    // cross-reference sections, tables with their trailer
};

// Codes of structure findings; stable, programs match them.
namespace structure {
inline constexpr std::string_view kNoHeader = "HEADER_MISSING";
inline constexpr std::string_view kNoEndMarker = "END_MARKER_MISSING";
inline constexpr std::string_view kTrailingBytes = "TRAILING_BYTES";
inline constexpr std::string_view kXrefMalformed = "XREF_MALFORMED";
inline constexpr std::string_view kXrefChain = "XREF_CHAIN_BROKEN";
inline constexpr std::string_view kHybrid = "XREF_HYBRID";
inline constexpr std::string_view kDuplicateEntry = "XREF_DUPLICATE_ENTRY";
inline constexpr std::string_view kOutside = "XREF_POINTS_OUTSIDE_REVISION";
inline constexpr std::string_view kObjectMalformed = "OBJECT_MALFORMED";
inline constexpr std::string_view kObjectMismatch = "OBJECT_NUMBER_MISMATCH";
inline constexpr std::string_view kDuplicateObject = "OBJECT_DEFINED_TWICE";
inline constexpr std::string_view kUnlistedObject = "OBJECT_NOT_IN_XREF";
inline constexpr std::string_view kDuplicateKey = "DUPLICATE_KEY";
inline constexpr std::string_view kUnexplained = "UNEXPLAINED_BYTES";
inline constexpr std::string_view kReused = "FREED_OBJECT_REUSED";
inline constexpr std::string_view kEncrypted = "ENCRYPTED";
inline constexpr std::string_view kReaderDisagrees = "READERS_DISAGREE";
inline constexpr std::string_view kLimit = "INTERNAL_LIMIT";
}  // namespace structure

struct StructureFinding {
  std::string_view code;  // one of structure::
  std::size_t revision = 0;
  std::uint64_t offset = 0;
  std::uint32_t object = 0;  // 0 when it is about no object
};

struct RevisionLimits {
  std::size_t revisions = 200;
  std::size_t entries = 4'000'000;          // of all sections together
  std::size_t inflated_bytes = 64 << 20;    // one stream
  std::size_t inflated_total = 512U << 20;  // all streams read through one Revisions
  std::size_t findings = 100;
  ParseLimits parse;
};

// The revisions of a file, walked strictly from its end: every byte of every revision must belong
// to a listed object, a cross-reference section, white space or a comment. Nothing is repaired.
// Reads through the given bytes, which must outlive it. One thread at a time.
class Revisions {
 public:
  // Never throws for what the bytes hold: readable() tells, and findings() says why.
  explicit Revisions(std::span<const std::uint8_t> bytes, const RevisionLimits& limits = {});
  explicit Revisions(const MappedFile& file, const RevisionLimits& limits = {});

  // True when the chain of cross-reference sections could be followed to the first revision.
  [[nodiscard]] bool readable() const { return readable_; }
  // Oldest first.
  [[nodiscard]] const std::vector<Revision>& all() const { return revisions_; }
  [[nodiscard]] const std::vector<StructureFinding>& findings() const { return findings_; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
  // Whoever reads much in one go says here what it is through with, so that memory does not grow
  // with the file.
  void release(std::uint64_t begin, std::uint64_t end) const {
    if (file_ != nullptr) file_->release(begin, end);
  }

  // The revision that gives the object its value as seen at revision `at`, and its entry there;
  // nothing when it is free or unknown.
  struct Definition {
    std::size_t revision = 0;
    const XrefEntry* entry = nullptr;
  };
  [[nodiscard]] std::optional<Definition> definition(std::uint32_t number, std::size_t at) const;

  // Object `number` as seen at revision `at`; a null object when there is none or it is malformed.
  // Pointers stay good as long as they are held.
  using ObjectPtr = std::shared_ptr<const Object>;
  [[nodiscard]] ObjectPtr object(std::uint32_t number, std::size_t at) const;
  // The object as one revision's own section defines it.
  [[nodiscard]] ObjectPtr objectOf(std::size_t revision, const XrefEntry& entry) const;
  // Follows references (up to 32 of them); never nullptr.
  [[nodiscard]] ObjectPtr resolve(const Object& value, std::size_t at) const;
  // The value of a key, references followed; a null object when absent.
  [[nodiscard]] ObjectPtr resolveKey(const Object& dictionary, std::string_view key,
                                     std::size_t at) const;
  // The bytes of a stream that is stored plain or with FlateDecode (PNG predictors too); nothing
  // for other filters, corrupt data or past the limits.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> streamBytes(const Object& stream,
                                                                     std::size_t at) const;
  // Numbers seen as in use at revision `at`, ascending.
  [[nodiscard]] std::vector<std::uint32_t> numbers(std::size_t at) const;

 private:
  struct Section;
  struct Container;

  void check();
  void walk();
  [[nodiscard]] std::optional<std::uint64_t> lastSection(std::uint64_t& marker_end);
  [[nodiscard]] std::optional<Section> readSection(std::uint64_t offset);
  [[nodiscard]] bool readTable(ObjectParser& parser, Section& section);
  [[nodiscard]] bool readTableEntries(ObjectParser& parser, std::uint64_t first,
                                      std::uint64_t count, Section& section);
  [[nodiscard]] bool readStream(Section& section);
  void readEnd(ObjectParser& parser, Section& section) const;
  [[nodiscard]] bool isLinearized(const Section& first_page, const Section& main) const;
  void assemble(std::vector<Section> newest_first);
  void checkEntries();
  void checkReuse();
  void accountBytes(std::size_t index);
  void checkIndirect(std::size_t index, const IndirectObject& object, const XrefEntry* listed);
  void compareWithQpdf();
  [[nodiscard]] bool refersToOlder(const std::set<std::uint32_t>& renewed) const;
  void report(std::string_view code, std::size_t revision, std::uint64_t offset,
              std::uint32_t object = 0);
  [[nodiscard]] LengthResolver lengthAt(std::size_t revision) const;
  [[nodiscard]] ObjectPtr compressedObject(std::size_t revision, const XrefEntry& entry) const;
  [[nodiscard]] static bool unpack(std::span<const std::uint8_t> data, std::size_t first,
                                   std::size_t count, const ParseLimits& limits, Container& into);
  [[nodiscard]] std::shared_ptr<const Container> container(std::uint32_t number,
                                                           std::size_t at) const;

  std::span<const std::uint8_t> bytes_;
  const MappedFile* file_ = nullptr;  // that the bytes are of, if any
  RevisionLimits limits_;
  bool readable_ = false;
  std::size_t entries_ = 0;
  std::vector<Revision> revisions_;
  std::vector<StructureFinding> findings_;
  mutable std::size_t inflated_ = 0;
  mutable std::unordered_map<std::uint64_t, ObjectPtr> objects_;
  mutable std::unordered_map<std::uint64_t, std::shared_ptr<const Container>> containers_;
};

// Undoes FlateDecode (RFC 1950). Nothing when the data are corrupt or give more than `limit` bytes.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> inflate(std::span<const std::uint8_t> data,
                                                               std::size_t limit);

}  // namespace sohoa::pdf
