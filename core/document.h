#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"

namespace sohoa::core {

// A value read from a document, with where it was read and why it is believed.
struct FieldValue {
  nlohmann::json value;   // a string, or a list of strings; normalised, NFC
  std::string raw;        // as recognised
  double confidence = 0;  // 0..1
  int page = 0;           // index in the master, from 0
  Box box;                // upright frame of that page
  std::string rule;       // the profile's rule that found it
};

// One logical paper inside a stack of pages.
struct Document {
  std::vector<int> pages;             // indexes in the master, in order
  std::string kind;                   // profile id, "unknown" when none fits
  std::string title;                  // kind as a person calls it ("Quyết định")
  double kind_confidence = 0;         // 0..1
  std::optional<std::string> secret;  // "MẬT", "TỐI MẬT", "TUYỆT MẬT"
  std::map<std::string, FieldValue> fields;
};

void to_json(nlohmann::json& json, const Document& document);
void from_json(const nlohmann::json& json, Document& document);

}  // namespace sohoa::core
