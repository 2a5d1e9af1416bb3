#pragma once

// Private to pdf/.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "pdf/incremental_update.h"

namespace sohoa::pdf {

// How a file's newest cross-reference section looks.
struct XrefEnd {
  enum class Kind { kTable, kStream };
  Kind kind = Kind::kTable;
  std::uint64_t startxref = 0;  // its offset
  std::uint64_t file_size = 0;
  bool ends_with_eol = false;  // the last byte of the file is CR or LF
};

// Reads the last 2 KiB and the bytes startxref points to. Throws Error(kUnreadable) when there is
// no startxref, Error(kUnsupportedXref) when the header is not at byte 0.
[[nodiscard]] XrefEnd readXrefEnd(const std::filesystem::path& file);

// Object -> offset in the file.
using XrefEntries = std::map<ObjectId, std::uint64_t>;

// "xref" with one subsection for each run of numbers, and the trailer dictionary.
[[nodiscard]] std::string xrefTable(const XrefEntries& entries, const std::string& trailer);

// A cross-reference stream (clause 7.5.8), not compressed; `self` must be among `entries`.
[[nodiscard]] std::string xrefStream(const XrefEntries& entries, const std::string& trailer,
                                     ObjectId self);

}  // namespace sohoa::pdf
