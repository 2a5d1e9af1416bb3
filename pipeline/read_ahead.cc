#include "pipeline/read_ahead.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/child_process.h"

namespace sohoa::pipeline {
namespace {

using Json = nlohmann::json;
using core::TalkingChild;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

ReadAhead::ReadAhead(Options options, PageMemory memory)
    : options_(std::move(options)), memory_(std::move(memory)) {
  for (int i = 0; i < options_.children; ++i) threads_.emplace_back([this] { work(); });
}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void ReadAhead::warm() {
  {
    const std::lock_guard lock(mutex_);
    to_warm_ = options_.children;
  }
  changed_.notify_all();
}

void ReadAhead::want(const std::string& session, const std::filesystem::path& file, int pages) {
  {
    const std::lock_guard lock(mutex_);
    forgotten_.erase(session);
    for (int page = 0; page < pages; ++page) {
      waiting_.push_back({session, file, page});
      open_[session].insert(file);
    }
  }
  changed_.notify_all();
}

bool ReadAhead::wait(const std::string& session, std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [&] { return end_ || !open_.contains(session); });
}

bool ReadAhead::hasRead(const std::string& session, const std::filesystem::path& file) const {
  const std::lock_guard lock(mutex_);
  const auto files = open_.find(session);
  return files == open_.end() || !files->second.contains(file);
}

void ReadAhead::forget(const std::string& session, bool keep_results) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const auto& page) { return page.session == session; });
    open_.erase(session);
    if (keep_results) return;
    // What is in work brings its result yet.
    if (busy_.contains(session)) forgotten_.insert(session);
  }
  changed_.notify_all();
  memory_.forget(session);
}

bool ReadAhead::next(Page& page, bool& warm, bool has_child) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return end_ || !waiting_.empty() || (to_warm_ > 0 && !has_child); };
  if (has_child) {
    if (!changed_.wait_for(lock, options_.idle, ready)) return false;
  } else {
    changed_.wait(lock, ready);
  }
  if (end_) return false;
  warm = waiting_.empty();
  if (warm) {
    --to_warm_;
    return true;
  }
  page = std::move(waiting_.front());
  waiting_.pop_front();
  busy_.insert(page.session);
  return true;
}

// In short pieces, so that nobody who ends the server waits for a page.
bool ReadAhead::hears(TalkingChild& child, std::string& line) {
  constexpr std::chrono::milliseconds kPiece{500};
  for (auto left = options_.patience; left.count() > 0; left -= kPiece) {
    const auto heard = child.hear(line, std::min(left, kPiece));
    if (heard != TalkingChild::Heard::kSilence) return heard == TalkingChild::Heard::kLine;
    const std::lock_guard lock(mutex_);
    if (end_) return false;
  }
  return false;
}

void ReadAhead::work() {
  std::unique_ptr<TalkingChild> child;
  for (;;) {
    Page page;
    bool warm = false;
    if (!next(page, warm, child != nullptr)) {
      child.reset();
      const std::lock_guard lock(mutex_);
      if (end_) return;
      continue;
    }
    bool answered = false;
    try {
      if (!child) {
        child = std::make_unique<TalkingChild>(options_.command, options_.limits);
      }
      if (warm) continue;
      std::string line;
      answered =
          child->say(dump(
              {{"session", page.session}, {"file", page.file.string()}, {"page", page.page}})) &&
          hears(*child, line);
    } catch (const std::exception&) {  // no child: the worker will read the page
    }
    if (!answered && child) child->stop();
    if (!answered) child.reset();
    if (warm) continue;
    bool forgotten = false;
    {
      const std::lock_guard lock(mutex_);
      busy_.erase(busy_.find(page.session));
      forgotten = !busy_.contains(page.session) && forgotten_.erase(page.session) != 0;
      if (const auto files = open_.find(page.session); files != open_.end()) {
        if (const auto one = files->second.find(page.file); one != files->second.end()) {
          files->second.erase(one);
        }
        if (files->second.empty()) open_.erase(files);
      }
    }
    if (forgotten) memory_.forget(page.session);
    changed_.notify_all();
  }
}

void serveReadAhead(std::istream& in, std::ostream& out, core::PageSourceOpener& opener,
                    core::PageReader& reader, const PageMemory& memory) {
  const auto version = reader.version();
  for (std::string line; std::getline(in, line);) {
    Json answer{{"read", false}};
    try {
      const auto asked = Json::parse(line);
      const auto session = asked.at("session").get<std::string>();
      const auto file = asked.at("file").get<std::string>();
      const auto page = opener.open(file, file)->raster(asked.at("page").get<int>());
      const auto key = PageMemory::keyOf(page, version);
      if (!memory.has(session, key)) memory.keep(session, key, reader.read(page));
      answer["read"] = true;
    } catch (const core::Error& error) {
      answer["code"] = error.code().slug;
    } catch (const std::exception&) {
      answer["code"] = core::kInternal.slug;
    }
    out << dump(answer) << std::endl;
  }
}

}  // namespace sohoa::pipeline
