#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/batch_ledger.h"

namespace sohoa::pipeline {

// How folders and file names say which case file a scan belongs to: "{box}/{folder}/{file}".
//
// The pattern is held against the path below the folder that was named, ending of the file name
// left out. Between slashes stand words in braces (small letters, digits, _) and fixed text; two
// words need text between them, and a word takes as little as it can. {case} names the case file;
// without it, all words but {file} together do, and with {file} alone every file is a case file.
//
// Without a pattern the folder below the one named is the case file, and a file that lies in no
// folder is a case file of its own.
class CasePattern {
 public:
  CasePattern() = default;
  // Empty: without a pattern. Throws Error(core::kBadSettings).
  explicit CasePattern(const std::string& pattern);

  // Of a path relative to the folder named. Nothing when the pattern does not fit.
  [[nodiscard]] std::optional<core::CasePlace> place(const std::filesystem::path& below) const;

 private:
  struct Token {
    std::string text;
    bool word = false;
  };
  using Segment = std::vector<Token>;
  [[nodiscard]] static Segment parse(std::string_view segment, const std::string& pattern);
  [[nodiscard]] static bool fits(const Segment& segment, std::string_view name,
                                 std::map<std::string, std::string>& words);
  [[nodiscard]] std::string caseOf(const std::map<std::string, std::string>& words) const;

  std::vector<Segment> segments_;  // empty: without a pattern
};

}  // namespace sohoa::pipeline
