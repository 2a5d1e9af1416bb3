#include "pipeline/paper_reading.h"

#include "pipeline/copy_parts.h"

namespace sohoa::pipeline {

bool isExtracted(const core::DocumentRow& row) {
  switch (row.state) {
    case core::DocumentState::kExtracted:
    case core::DocumentState::kAgencySigned:
    case core::DocumentState::kDelivered:
      return true;
    case core::DocumentState::kDrafted:
    case core::DocumentState::kAssembled:
    case core::DocumentState::kOperatorSigned:
      return false;
    case core::DocumentState::kQuarantined:
      return !row.document.fields.empty();
  }
  return false;
}

core::Document readingOf(core::WorkStore& store, core::BlobStore& blobs,
                         const core::DocumentReader& reader, const core::DocumentRow& row) {
  if (row.document.secret || isExtracted(row)) return row.document;
  return reader.extract(pageResults(store, blobs, row.master, &row.document.pages), row.document,
                        givenOf(store, row));
}

}  // namespace sohoa::pipeline
