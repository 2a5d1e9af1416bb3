#include <iostream>

#include "cli/verb.h"
#include "pipeline/read_ahead.h"

namespace sohoa::cli {

void addReadChild(const Verb& line) {
  const auto verb = line.verb("read-child", {"Tiến trình đọc trước các trang đang quét",
                                             "The process that reads pages still being scanned"});
  verb.hidden();
  verb.runs([](Context& context) {
    context.home.require();
    auto& parts = context.parts;
    pipeline::serveReadAhead(std::cin, std::cout, parts.opener(), parts.reader(),
                             pipeline::PageMemory(context.home.readAhead()));
    return kDone;
  });
}

}  // namespace sohoa::cli
