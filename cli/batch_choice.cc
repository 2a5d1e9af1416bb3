#include "cli/batch_choice.h"

namespace sohoa::cli {
namespace {

constexpr core::ErrorCode kNoSuchBatch{"cli.no_such_batch", core::Retry::kNever,
                                       "Không có lô nào mang mã này.", "There is no such batch."};

}  // namespace

core::BatchRow requireBatch(Context& context, const std::string& id) {
  context.home.require();
  for (const auto& batch : context.parts.store().batches()) {
    if (batch.id == id) return batch;
  }
  throw core::Error(kNoSuchBatch, {.detail = id});
}

}  // namespace sohoa::cli
