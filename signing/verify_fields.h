#pragma once

// Private to signing/: where the signatures of a file are, and whether each covers what it must.

#include <cstdint>
#include <string>
#include <vector>

#include "pdf/revisions.h"
#include "signing/bytes.h"
#include "signing/verify_judgement.h"

namespace sohoa::signing {

// A terminal form field as seen at one revision (ISO 32000-1 clause 12.7.3).
struct FormField {
  std::uint32_t number = 0;  // of its object; 0 when it is written inside another object
  std::string name;          // full, parts joined by full stops
  std::string type;          // /FT, inherited
  pdf::Revisions::ObjectPtr object;
};

// All terminal fields below /AcroForm /Fields, in their order; bounded, cycles are cut.
[[nodiscard]] std::vector<FormField> formFields(const pdf::Revisions& file, std::size_t revision);

// The catalog as seen at a revision; a null object when there is none.
[[nodiscard]] pdf::Revisions::ObjectPtr catalog(const pdf::Revisions& file, std::size_t revision);

struct SignatureSite {
  std::string field;         // "" for an orphan
  std::uint32_t number = 0;  // of the signature dictionary
  std::size_t revision = 0;  // that defines it
  std::uint64_t offset = 0;
  pdf::Revisions::ObjectPtr dictionary;
  std::string sub_filter;

  // Set by judgeCoverage().
  std::uint64_t gap_begin = 0;
  std::uint64_t gap_end = 0;
  std::uint64_t end = 0;
  bool covered = false;  // ByteRange and Contents hold together, so that digesting makes sense

  [[nodiscard]] bool isTimestamp() const { return sub_filter == "ETSI.RFC3161"; }
};

// Signatures in the order they were made: those in fields, and dictionaries with a /ByteRange that
// no field shows (reported on the file).
[[nodiscard]] std::vector<SignatureSite> findSignatures(const pdf::Revisions& file,
                                                        Judgement& about_file);

// ISO 32000-1 clause 12.8.1, strictly: four integers, from byte 0 to the end of the revision that
// holds the signature, and a gap that is exactly the hexadecimal string of /Contents.
void judgeCoverage(const pdf::Revisions& file, SignatureSite& site, Judgement& judgement);

}  // namespace sohoa::signing
