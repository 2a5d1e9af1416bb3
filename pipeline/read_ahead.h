#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <istream>
#include <map>
#include <mutex>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/child_process.h"
#include "core/ports/page_reader.h"
#include "core/ports/page_source.h"
#include "pipeline/page_memory.h"

namespace sohoa::pipeline {

// Reads pages while the next ones are still being scanned, in child processes: a page that breaks
// its reader breaks nothing else. What they find lies in a PageMemory, from where the worker takes
// it. Nothing depends on it: a page that is not read ahead is read later. Safe for several threads.
class ReadAhead {
 public:
  struct Options {
    std::vector<std::string> command;  // runs serveReadAhead() over the same memory
    int children = 1;
    core::ChildLimits limits = {};
    std::chrono::milliseconds patience{180'000};  // for one page
    std::chrono::milliseconds idle{300'000};      // then a child goes, and its memory with it
  };
  ReadAhead(Options options, PageMemory memory);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Starts the children, so that their models are loaded when the first page comes.
  void warm();
  // Every page of the file, which stays where it is until forget() or wait() says so.
  void want(const std::string& session, const std::filesystem::path& file, int pages);
  // Until what was wanted of a session has been read or given up; false when the time is over.
  [[nodiscard]] bool wait(const std::string& session, std::chrono::milliseconds time);
  // Whether every page of a file was.
  [[nodiscard]] bool hasRead(const std::string& session, const std::filesystem::path& file) const;
  // Drops what waits, and what was read unless `keep_results`; what is in work is dropped when it
  // ends, and nobody waits for that.
  void forget(const std::string& session, bool keep_results);

 private:
  struct Page {
    std::string session;
    std::filesystem::path file;
    int page = 0;
    friend auto operator<=>(const Page&, const Page&) = default;
  };
  void work();
  [[nodiscard]] bool hears(core::TalkingChild& child, std::string& line);
  // The page to do next; nothing at the end, or when idle.
  [[nodiscard]] bool next(Page& page, bool& warm, bool has_child);

  const Options options_;
  const PageMemory memory_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Page> waiting_;
  std::multiset<std::string> busy_;                                   // sessions of pages in work
  std::set<std::string> forgotten_;                                   // of these, when they end
  std::map<std::string, std::multiset<std::filesystem::path>> open_;  // files, once a page
  int to_warm_ = 0;
  bool end_ = false;
  std::vector<std::thread> threads_;
};

// The child's side: reads what the lines of `in` name and answers a line each. Returns at the end
// of `in`.
void serveReadAhead(std::istream& in, std::ostream& out, core::PageSourceOpener& opener,
                    core::PageReader& reader, const PageMemory& memory);

}  // namespace sohoa::pipeline
