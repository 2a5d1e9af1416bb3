#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/ports/document_reader.h"
#include "metadata/naming.h"
#include "metadata/phrasebook.h"
#include "metadata/profile.h"
#include "metadata/unit_table.h"

namespace sohoa::metadata {

// Reads documents by the profiles given. Holds nothing that changes: safe for several threads.
// Time and memory grow as n log n in the words of the pages, whatever the words are.
class ProfileDocumentReader final : public core::DocumentReader {
 public:
  explicit ProfileDocumentReader(ProfileSet profiles, UnitTable units = {}, Naming naming = {});

  [[nodiscard]] std::vector<core::Document> split(
      std::span<const core::PageResult> pages) const override;

  // Reads the kind's fields; a document of a kind that has no profile (any more) is read as
  // "unknown". Page numbers beyond `pages` are passed over. Kind and secrecy stay as they are.
  [[nodiscard]] core::Document extract(std::span<const core::PageResult> pages,
                                       const core::Document& document,
                                       const core::GivenFields& given) const override;

  [[nodiscard]] std::vector<core::KindInfo> kinds() const override;

  // Of rules, profiles, units and templates of names.
  [[nodiscard]] std::string version() const override;

 private:
  [[nodiscard]] const Profile& profile(const std::string& kind) const;

  ProfileSet profiles_;
  UnitTable units_;
  Naming naming_;
  std::string settings_digest_;  // of units_ and naming_
  Phrasebook book_;              // phrases of the vocabulary and names of units
};

}  // namespace sohoa::metadata
