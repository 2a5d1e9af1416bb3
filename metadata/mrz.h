#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metadata/layout.h"

namespace sohoa::metadata {

// A machine-readable zone (ICAO Doc 9303 parts 4 to 6): three lines of 30 signs on cards (TD1), two
// of 36 (TD2), two of 44 in passports (TD3).
struct Mrz {
  std::string format;         // "TD1", "TD2", "TD3"
  std::string country;        // of issue, three letters
  std::string number;         // of the document, without fillers
  std::string optional_data;  // of a Vietnamese card: the twelve digits
  std::string birth;          // YYMMDD
  char sex = '<';
  std::string expiry;  // YYMMDD
  std::string name;    // "NGUYEN VAN A": no marks
  // Check digits that do not fit what they guard: "number", "birth", "expiry", "composite",
  // "optional". Nothing is ever put right: a wrong digit on a card is a finding.
  std::vector<std::string> wrong;
  Reading reading;
};

// Reads the lines, each of the signs A-Z, 0-9 and <, upper case. Nothing when they are no zone.
[[nodiscard]] std::optional<Mrz> parseMrz(const std::vector<std::string>& lines);

// The zone on a page; spaces between signs are passed over, « counts as <<.
[[nodiscard]] std::optional<Mrz> findMrz(const PageLayout& page);

// Weights 7, 3, 1 over the signs (Doc 9303 part 3, 4.9); '<' is 0 and A is 10.
[[nodiscard]] char mrzCheckDigit(std::string_view signs);

}  // namespace sohoa::metadata
