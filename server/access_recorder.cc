#include "server/access_recorder.h"

namespace sohoa::server {

void AccessRecorder::record(core::AccessEntry entry) {
  std::unique_lock lock(mutex_);
  if (!next_) next_ = std::make_shared<Round>();
  const auto mine = next_;
  mine->entries.push_back(std::move(entry));
  written_.wait(lock, [&] { return mine->done || !writing_; });
  if (!mine->done) {
    // Nobody writes: this thread does, for all that came so far.
    writing_ = true;
    next_.reset();
    lock.unlock();
    try {
      book_.log(mine->entries);
    } catch (...) {
      mine->failure = std::current_exception();
    }
    lock.lock();
    writing_ = false;
    mine->done = true;
    written_.notify_all();
  }
  if (mine->failure) std::rethrow_exception(mine->failure);
}

}  // namespace sohoa::server
