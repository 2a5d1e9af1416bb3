#include "metadata/confidence.h"

#include <algorithm>

namespace sohoa::metadata {

void confirm(core::FieldValue& field, const std::string& what, double share) {
  field.confidence = 1 - (1 - field.confidence) * (1 - share);
  field.evidence.push_back('+' + what);
}

void raise(core::FieldValue& field, const std::string& what, double share) {
  confirm(field, what, share * field.confidence * field.confidence);
}

void lower(core::FieldValue& field, const std::string& what, double factor) {
  field.confidence *= factor;
  field.evidence.push_back('-' + what);
}

void limit(core::FieldValue& field, const std::string& what, double most) {
  if (field.confidence <= most) return;
  field.confidence = most;
  field.evidence.push_back('-' + what);
}

}  // namespace sohoa::metadata
