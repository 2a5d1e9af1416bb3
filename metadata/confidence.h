#pragma once

#include <string>

#include "core/document.h"

namespace sohoa::metadata {

// The value was read independently a second time, from a barcode or another page: of the doubt
// left, `share` goes. Noted as "+what".
void confirm(core::FieldValue& field, const std::string& what, double share);

// The value has the form or company that a right one would have: of the doubt left goes `share`,
// and the less the worse its words were read. Noted as "+what".
void raise(core::FieldValue& field, const std::string& what, double share);

// Something speaks against the value: confidence times `factor`. Noted as "-what".
void lower(core::FieldValue& field, const std::string& what, double factor);

// Confidence is at most `most`. Noted as "-what" when it was higher.
void limit(core::FieldValue& field, const std::string& what, double most);

}  // namespace sohoa::metadata
