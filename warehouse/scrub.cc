#include "warehouse/scrub.h"

#include <optional>

namespace sohoa::warehouse {
namespace {

std::optional<ScrubFinding::Kind> check(const core::BlobStore& blobs, const core::Sha256& id) {
  try {
    if (blobs.intact(id)) return std::nullopt;
    return ScrubFinding::Kind::kDamaged;
  } catch (const core::Error& error) {
    if (error.code() == core::kBlobMissing) return ScrubFinding::Kind::kMissing;
    if (error.code() == core::kIo) return ScrubFinding::Kind::kUnreadable;
    throw;
  }
}

}  // namespace

ScrubReport scrub(const core::CopyCatalogue& catalogue, const core::BlobStore& blobs,
                  const std::function<void(int checked)>& progress) {
  ScrubReport report;
  catalogue.forEach([&](const core::DeliveryReceipt& receipt) {
    if (const auto kind = check(blobs, receipt.content)) {
      report.findings.push_back({*kind, receipt.copy_id, receipt.content});
    }
    ++report.checked;
    if (progress) progress(report.checked);
  });
  return report;
}

}  // namespace sohoa::warehouse
