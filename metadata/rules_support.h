#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/document.h"
#include "metadata/profile.h"
#include "metadata/rules.h"

namespace sohoa::metadata {

// What rules share among themselves.

using Found = std::optional<core::FieldValue>;

[[nodiscard]] std::string withoutEnd(std::string_view text, std::string_view signs);

// Rules of the letterhead and the title.
[[nodiscard]] Found agencyRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found numberRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found dateRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found placeRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found titleRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found abstractRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found referenceRule(const FieldRule& rule, const DocumentLayout& document);

// Rules of the end of a document.
[[nodiscard]] Found signerRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found signerTitleRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found signerAuthorityRule(const FieldRule& rule, const DocumentLayout& document);
[[nodiscard]] Found recipientsRule(const FieldRule& rule, const DocumentLayout& document);

}  // namespace sohoa::metadata
