#pragma once

#include "core/ports/blob_store.h"
#include "core/ports/document_reader.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// The document with its fields: those recorded once it was its turn to be extracted, before that
// what the reader finds by now. Nothing of a secret one is read.
[[nodiscard]] core::Document readingOf(core::WorkStore& store, core::BlobStore& blobs,
                                       const core::DocumentReader& reader,
                                       const core::DocumentRow& row);

// Whether the fields of the document are on record.
[[nodiscard]] bool isExtracted(const core::DocumentRow& row);

}  // namespace sohoa::pipeline
