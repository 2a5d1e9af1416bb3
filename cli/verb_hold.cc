#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"

namespace sohoa::cli {
namespace {

int pause(const std::string& batch, bool paused, Context& context) {
  context.home.require();
  context.parts.store().pauseBatch(batch, paused);
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(nlohmann::json{{"batch", batch}, {"paused", paused}});
  } else if (paused) {
    terminal.print(terminal.format("Lô {} tạm dừng; 'sohoa resume {}' để làm tiếp.",
                                   "Batch {} is paused; 'sohoa resume {}' lets it go on.", batch,
                                   batch));
  } else {
    terminal.print(terminal.format("Lô {} được làm tiếp.", "Batch {} goes on.", batch));
  }
  return kDone;
}

int cancel(const std::string& batch, Context& context) {
  context.home.require();
  const int jobs = context.parts.store().cancelBatch(batch, context.clock.now());
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(nlohmann::json{{"batch", batch}, {"cancelled", jobs}});
  } else {
    terminal.print(terminal.format("Lô {} đã huỷ: {} việc vào khu cách ly, không mất tờ nào.",
                                   "Batch {} is cancelled: {} jobs went to quarantine, no sheet "
                                   "is lost.",
                                   batch, jobs));
  }
  return kDone;
}

void addOne(const Verb& line, const char* name, Help help, std::string_view example,
            const std::function<int(const std::string&, Context&)>& act) {
  auto batch = std::make_shared<std::string>();
  const auto verb = line.verb(name, help);
  verb.option("BATCH", *batch, {"Mã lô, xem 'sohoa status'", "Id of the batch, see 'sohoa status'"})
      .required();
  verb.example(example);
  verb.runs([batch, act](Context& context) { return act(*batch, context); });
}

}  // namespace

void addHold(const Verb& line) {
  addOne(line, "pause", {"Tạm dừng một lô", "Put a batch on hold"}, "sohoa pause lo-0123456789ab",
         [](const std::string& batch, Context& context) { return pause(batch, true, context); });
  addOne(line, "resume", {"Làm tiếp một lô đã tạm dừng", "Let a paused batch go on"},
         "sohoa resume lo-0123456789ab",
         [](const std::string& batch, Context& context) { return pause(batch, false, context); });
  addOne(line, "cancel",
         {"Huỷ phần chưa làm của một lô; có thể cho chạy lại từ khu cách ly",
          "Cancel what a batch has not done yet; it can be retried from quarantine"},
         "sohoa cancel lo-0123456789ab",
         [](const std::string& batch, Context& context) { return cancel(batch, context); });
}

}  // namespace sohoa::cli
