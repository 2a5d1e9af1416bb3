#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/geometry.h"

namespace sohoa::core {

// One text or a list of texts; normalised, NFC.
using FieldContent = std::variant<std::string, std::vector<std::string>>;

// What whoever scanned a paper says of it, by field; NFC, not normalised, not believed yet.
using GivenFields = std::map<std::string, std::string>;

// What is said of a file before it is looked into.
struct Said {
  GivenFields fields;
  // Pages (from 0, ascending) that show the page before them once more, without the note that was
  // stuck on it (Circular 01/2023/TT-VPCP art. 8): two images of one page.
  std::vector<int> second_images;
  // Quarter turns clockwise (1 to 3) that make pages (from 0) stand, of those that a person turned.
  std::map<int, int> turns = {};
  [[nodiscard]] bool empty() const {
    return fields.empty() && second_images.empty() && turns.empty();
  }
  friend bool operator==(const Said&, const Said&) = default;
};

void to_json(nlohmann::json& json, const Said& said);
void from_json(const nlohmann::json& json, Said& said);

// A value read from a document, with where it was read and why it is believed.
struct FieldValue {
  FieldContent value;
  std::string raw;        // as recognised
  double confidence = 0;  // 0..1
  int page = 0;           // index in the master, from 0
  Box box;                // upright frame of that page
  std::string rule;       // the profile's rule that found it
  // What on the paper raised ("+number_names_kind") or lowered ("-mended") the confidence, in
  // order.
  std::vector<std::string> evidence = {};
  // The person who took the value over as it stands, by its id; empty: nobody has yet.
  std::string accepted_by = {};
};

// A field that a person should look at, and how much the look is worth: 0..1, the doubt times the
// weight of the field.
struct ReviewItem {
  std::string field;
  std::string reason;  // "missing", "doubtful"
  double value = 0;
};

// A place for a value that was filled in by hand: reported, not read.
struct UnreadArea {
  std::string field;
  int page = 0;  // index in the master
  Box box;       // upright frame of that page
};

// One logical paper inside a stack of pages.
struct Document {
  std::vector<int> pages;             // indexes in the master, in order
  std::string kind;                   // profile id, "unknown" when none fits
  std::string title;                  // kind as a person calls it ("Quyết định")
  double kind_confidence = 0;         // 0..1
  std::optional<std::string> secret;  // "MẬT", "TỐI MẬT", "TUYỆT MẬT"
  std::map<std::string, FieldValue> fields;
  // Why the document begins where it does ("first", "separator", "letterhead", "title", "number"),
  // and how sure that is, 0..1.
  std::string cut = {};
  double cut_confidence = 1;
  std::vector<ReviewItem> review = {};     // most valuable first
  std::vector<std::string> findings = {};  // what contradicts itself: "mrz_check_digit:birth"
  std::vector<UnreadArea> unread = {};     // in reading order
  int number = 1;                          // its place among the documents of its stack, from 1
  // By the unit's templates, once its fields are read; empty where a part they need is missing.
  std::string result_code = {};  // mã kết quả số hoá
  std::string file_name = {};    // without ending; safe in any file system
};

void to_json(nlohmann::json& json, const Document& document);
void from_json(const nlohmann::json& json, Document& document);

}  // namespace sohoa::core

// A JSON string or list of strings. from_json throws nlohmann's type_error for anything else.
template <>
struct nlohmann::adl_serializer<sohoa::core::FieldContent> {
  static void to_json(json& out, const sohoa::core::FieldContent& content);
  static void from_json(const json& in, sohoa::core::FieldContent& content);
};
