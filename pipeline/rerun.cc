#include "pipeline/rerun.h"

namespace sohoa::pipeline {

void Rerun::again(const core::QuarantineRow& item) {
  if (started_.contains(item.master)) return;
  if (item.master == 0) {  // nothing of it was stored, which the store says best
    goOn(item);
    return;
  }
  try {
    ledger_.startAgain(item.master, settings_, clock_.now());
    started_.insert(item.master);
  } catch (const core::Error& error) {
    // What a person approved stands like what is signed; the rest of the way can be gone on with.
    if (error.code() == core::kCopyStands || error.code() == core::kReviewApproved) {
      goOn(item);
    } else {
      left_.push_back(error.at(item.path));
    }
  }
}

void Rerun::goOn(const core::QuarantineRow& item) {
  try {
    store_.retryQuarantined(item.id, clock_.now());
    ++continued_;
  } catch (const core::Error& error) {
    left_.push_back(error.at(item.path));
  }
}

void Rerun::again(core::Id master) {
  if (started_.contains(master)) return;
  try {
    ledger_.startAgain(master, settings_, clock_.now());
    started_.insert(master);
  } catch (const core::Error& error) {
    left_.push_back(error.at(store_.master(master).name));
  }
}

}  // namespace sohoa::pipeline
