#pragma once

// Private to signing/: what one incremental revision changed, against the list of what may change.

#include "pdf/revisions.h"
#include "signing/verify_judgement.h"

namespace sohoa::signing {

struct RevisionChanges {
  std::vector<core::Finding> forbidden;     // REVISION_NOT_ALLOWED, with the object
  std::vector<std::string> signed_fields;   // full names: empty signature fields that got a value
  std::vector<std::string> new_signatures;  // invisible signature fields added with their value
  std::vector<std::string> new_timestamps;  // the same for document timestamps
  bool security_store = false;              // /DSS grew
};

// Compares revision `revision` (at least 1) with the one before, object by object. Allowed are: the
// value and the new appearance of a signature field that stood empty; new invisible signature and
// timestamp fields; additions to /DSS; /Extensions and a higher /Version; objects written again
// unchanged; unless `strict`, also the stamps in /Info and the XMP metadata, which no page shows.
// Everything else is forbidden: also new objects that something older already refers
// to, and objects nothing allowed leads to.
[[nodiscard]] RevisionChanges inspectChanges(const pdf::Revisions& file, std::size_t revision,
                                             bool strict);

// What one signature forbids for all later revisions (ISO 32000-1 clause 12.8.2).
struct ChangeLocks {
  bool certifies = false;           // has a DocMDP
  bool no_changes = false;          // DocMDP /P 1
  bool all_fields = false;          // FieldMDP /All
  std::vector<std::string> except;  // FieldMDP /Exclude
  std::vector<std::string> fields;  // FieldMDP /Include
};
[[nodiscard]] ChangeLocks readLocks(const pdf::Revisions& file, const pdf::Object& signature,
                                    std::size_t revision);

}  // namespace sohoa::signing
