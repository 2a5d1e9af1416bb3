#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "metadata/codes.h"
#include "metadata/mask.h"
#include "metadata/phrase.h"

namespace sohoa::metadata {

// Where on the document a rule looks.
enum class Zone { kLetterhead, kBody, kSignature, kAny };

// What a labelled value must be, to be taken.
enum class ValueType { kText, kName, kDate, kCode };

// How one field is read. Which of these a rule heeds stands in docs/profiles.md.
struct FieldRule {
  std::string field;  // key in Document::fields
  std::string rule;   // one of ruleNames()
  bool required = false;
  Zone zone = Zone::kAny;
  ValueType type = ValueType::kText;
  std::vector<Phrase> anchors;  // words printed before or above the value
  std::vector<Phrase> section;  // heading of the column or part to stay in
  std::vector<Phrase> until;    // words at which the value ends
  std::vector<Mask> masks;      // kCode: the shapes the value may have
  CodeCheck check = CodeCheck::kNone;
  double worth = -1;     // of a right value, 0 to 1; below 0: 1 when required, else 0.5
  bool barcode = false;  // a barcode part of this shape is believed first
  std::string part;      // of a citizen card, one of cardParts()
  int lines = 1;         // the value may run over so many lines
};

// A kind of document.
struct Profile {
  std::string retention;            // how long papers of this kind are kept, as a person reads it
  std::vector<std::string> copies;  // which copies may be made: "digitised", "certified"
  bool result = false;              // what a procedure ends with, not what is handed in for one
  std::string result_type;          // code of the result type in names; empty: the kind
  std::string kind;                 // id: lower-case ASCII letters, digits and _
  std::string title;                // as a person calls it
  std::vector<Phrase> printed;      // titles as printed on the page, in capitals
  bool open_title = false;          // more words may follow the printed title ("TỜ KHAI ...")
  bool untitled = false;            // has no title: known by "V/v" under its number (công văn)
  std::vector<Phrase> symbols;      // the kind's part of the number: QĐ, KH
  std::map<std::string, FieldRule> fields;
};

// Words of the administration, shared by all kinds.
struct Vocabulary {
  std::vector<Phrase> motto;                // national title, then the motto
  std::vector<Phrase> agencies;             // beginnings of an agency's name
  std::vector<std::vector<Phrase>> levels;  // units, from the lowest level to the highest
  std::vector<Phrase> authorities;          // TM., KT., TL., TUQ.
  std::vector<Phrase> positions;            // beginnings of a signer's title
  std::vector<Phrase> signature_notes;      // lines of a signature block that are neither
  std::vector<Phrase> surnames;
  std::vector<Phrase> given_names;    // syllables of middle and given names
  std::vector<Phrase> middle_names;   // the commonest middle names, for what is doubtful
  std::vector<Phrase> abbreviations;  // signs of agencies and departments in a number: UBND, VP
  std::vector<Phrase> terms;          // phrases of the administration, to mend words by
  std::vector<Phrase> urgency;        // HỎA TỐC, THƯỢNG KHẨN, KHẨN
  std::vector<Phrase> openings;       // words that open the body: Kính gửi, Căn cứ
  std::vector<Phrase> appendix;       // PHỤ LỤC
  std::vector<Phrase> recipients;     // Nơi nhận
  std::vector<Phrase> titles;         // what is printed over papers of any kind; not of shared.toml
};

struct ProfileSet {
  std::vector<Profile> profiles;  // by kind id
  Profile fallback;               // kind "unknown": what any document on a letterhead has
  Vocabulary vocabulary;
  std::string digest;  // of all files, for DocumentReader::version()
};

// Reads shared.toml and every other *.toml of the folder; each of the others is one kind. Names
// starting with a dot are passed over. Throws Error(kNoProfiles), and Error(kBadProfile) with file,
// line and cause for: text that is not TOML, an unknown key, a wrong type, a missing or repeated
// kind, an unknown rule, zone or type, an impossible mask.
[[nodiscard]] ProfileSet loadProfiles(const std::filesystem::path& folder);

// As loadProfiles(), but goes on behind a faulty file: one error for each. Without a readable
// shared.toml there is one error and no profile.
struct ProfileCheck {
  ProfileSet set;
  std::vector<core::Error> faults;
};
[[nodiscard]] ProfileCheck checkProfiles(const std::filesystem::path& folder);

}  // namespace sohoa::metadata
