#pragma once

#include <functional>
#include <string>

#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"

namespace sohoa::pipeline {

// Told of a blob and of what names it. The same blob may come more than once.
using BlobVisit = std::function<void(const core::Sha256& id, const std::string& row)>;

// The blobs of the warehouse's own rows: every copy that is held, also those that another warehouse
// delivered and of which the work knows nothing; and their later versions, where there are any.
void forEachCopyBlob(const core::CopyCatalogue& catalogue, const BlobVisit& visit);
void forEachCopyBlob(const core::CopyCatalogue& catalogue, const core::CopyVersions& versions,
                     const BlobVisit& visit);

}  // namespace sohoa::pipeline
