#pragma once

#include "core/document.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// Confidence of a field that was typed by a person and not read on the paper: worth a look.
inline constexpr double kGiven = 0.85;

// Holds what was said of the document against what was read of it. A field that was not read is
// filled in (rule "given", evidence "sidecar"); one that agrees is surer; one that differs keeps
// what the paper says and is in doubt. Findings: "given_differs:FIELD", "given_invalid:FIELD" where
// the value has not the form the field's profile asks for, "given_unknown:FIELD" where no profile
// has such a field.
void mergeGiven(core::Document& document, const core::GivenFields& given, const ProfileSet& set);

}  // namespace sohoa::metadata
