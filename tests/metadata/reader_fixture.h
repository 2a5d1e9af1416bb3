#pragma once

#include <string>
#include <vector>

#include "metadata/profile_reader.h"
#include "tests/support/page_builder.h"

namespace sohoa::metadata {

inline const ProfileDocumentReader& shippedReader() {
  static const ProfileDocumentReader reader(loadProfiles(SOHOA_SOURCE_DIR "/config/profiles"));
  return reader;
}

// The first document of the stack, read.
inline core::Document readFirst(const std::vector<core::PageResult>& pages,
                                const core::DocumentReader& reader = shippedReader(),
                                const core::GivenFields& given = {}) {
  const auto documents = reader.split(pages);
  return documents.empty() ? core::Document{} : reader.extract(pages, documents.front(), given);
}

// The value of a field as text, "" when it is absent.
inline std::string text(const core::Document& document, const std::string& field) {
  const auto found = document.fields.find(field);
  return found == document.fields.end() ? "" : std::get<std::string>(found->second.value);
}

}  // namespace sohoa::metadata
