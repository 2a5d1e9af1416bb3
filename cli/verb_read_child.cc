#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "pipeline/read_ahead.h"

namespace sohoa::cli {
namespace {

// {"pages":N} or {"reason":...}
int count(const std::filesystem::path& file, Context& context) {
  nlohmann::json answer;
  try {
    answer["pages"] = context.parts.opener().open(file, "")->pageCount();
  } catch (const core::Error& error) {
    const auto& code = error.code();
    answer["reason"] = context.terminal.pick(code.vi, code.en);
  }
  std::cout << answer.dump() << "\n";
  return kDone;
}

int run(const std::filesystem::path& to_count, Context& context) {
  if (!to_count.empty()) return count(to_count, context);
  context.home.require();
  auto& parts = context.parts;
  pipeline::serveReadAhead(std::cin, std::cout, parts.opener(), parts.reader(),
                           pipeline::PageMemory(context.home.readAhead()));
  return kDone;
}

}  // namespace

void addReadChild(const Verb& line) {
  auto to_count = std::make_shared<std::filesystem::path>();
  const auto verb = line.verb("read-child", {"Tiến trình đọc trước các trang đang quét",
                                             "The process that reads pages still being scanned"});
  verb.option("--count", *to_count,
              {"Chỉ đếm số trang của tệp này", "Only count the pages of this file"});
  verb.hidden();
  verb.runs([to_count](Context& context) { return run(*to_count, context); });
}

}  // namespace sohoa::cli
