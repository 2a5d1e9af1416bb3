#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"

namespace sohoa::scan {

// What sidecars say of scans. A sidecar is UTF-8 of at most 1 MiB, JSON or CSV:
//   of one scan       a.pdf.json, a.json, a.pdf.csv or a.csv beside a.pdf:
//                     {"ho_ten": "...", "ma_ho_so": "..."}, or a heading and one row
//   of its folder     metadata.json or metadata.csv: {"ma_ho_so": "...", "files": {"a.pdf": {}}},
//                     or rows with the column "file", where an empty cell means every scan
// Fields have names of small letters, figures and _; values are texts. "second_images" is no field:
// the pages, counted from 1, that show the one before them without the note stuck on it ("3 8").
// "do_mat" is one of the three levels of secrecy and stops the paper.
struct SaidTable {
  core::Said all;                           // of every scan
  std::map<std::string, core::Said> files;  // by file name, NFC

  // What is said of the scan; its own row before what is said of all.
  [[nodiscard]] core::Said of(const std::filesystem::path& scan) const;
};

// `more` before `said`, field by field.
void add(core::Said& said, const core::Said& more);

// Throws Error(kBadSidecar) with the line or field at fault, never with a value.
[[nodiscard]] SaidTable parseSidecar(std::string_view text, bool is_json);
// At most 1 MiB, through no link. Throws Error(kBadSidecar) when it is larger, and Error(kIo).
[[nodiscard]] std::string readSmallFile(const std::filesystem::path& file);
// Throws as parseSidecar and readSmallFile do.
[[nodiscard]] SaidTable readSidecar(const std::filesystem::path& file);

// The names under which a scan's own sidecar, and the list of its folder, may lie.
[[nodiscard]] std::vector<std::filesystem::path> sidecarNames(const std::filesystem::path& scan);
[[nodiscard]] std::vector<std::filesystem::path> listNames(const std::filesystem::path& scan);

}  // namespace sohoa::scan
