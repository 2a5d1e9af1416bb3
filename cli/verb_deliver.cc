#include <fmt/format.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/signals.h"
#include "cli/verb.h"
#include "core/text.h"
#include "pipeline/forwarder.h"

namespace sohoa::cli {
namespace {

using core::ConsignmentState;
using nlohmann::json;

constexpr int kShown = 100;

struct Options {
  std::string to;
  bool retry = false;
  bool list = false;
  bool receipts = false;
};

struct Outcome {
  pipeline::ForwardReport report;
  int enlisted = 0;
  std::map<ConsignmentState, int> counts;
};

pipeline::ForwardRules rulesOf(const config::DeliverySettings& delivery) {
  pipeline::ForwardRules rules;
  rules.opens = delivery.opens;
  rules.closes = delivery.closes;
  return rules;
}

Outcome deliverTo(const config::DeliverySettings& delivery, const Options& options,
                  Context& context) {
  auto& parts = context.parts;
  auto& outbox = parts.outbox();
  Outcome outcome;
  if (!options.list && !options.receipts) {
    outcome.enlisted =
        pipeline::enlist(parts.catalogue(), outbox, delivery.name, context.clock.now());
    if (options.retry) outbox.retry(delivery.name, context.clock.now());
    try {
      const auto destination = parts.destination(delivery.name);
      outcome.report = pipeline::forward(parts.catalogue(), parts.versions(), parts.blobs(), outbox,
                                         delivery.name, *destination, rulesOf(delivery),
                                         context.clock, [] { return stopRequested().load(); });
    } catch (const core::Error& error) {  // the others need not wait for this one
      outcome.report.problem = error;
    }
  }
  outcome.counts = outbox.count(delivery.name);
  return outcome;
}

json outcomeJson(const std::string& name, Outcome& outcome, const core::Outbox& outbox) {
  json open = json::array();
  for (const auto& each : outbox.open(name, kShown)) {
    open.push_back({{"copy", each.copy},
                    {"state", slug(each.state)},
                    {"attempts", each.attempts},
                    {"due", core::formatIso8601(each.due)},
                    {"problem", each.problem},
                    {"reason", each.reason}});
  }
  return {{"name", name},
          {"enlisted", outcome.enlisted},
          {"sent", outcome.report.delivered},
          {"closed", outcome.report.closed},
          {"delivered", outcome.counts[ConsignmentState::kDelivered]},
          {"waiting", outcome.counts[ConsignmentState::kWaiting]},
          {"refused", outcome.counts[ConsignmentState::kRefused]},
          {"withdrawn", outcome.counts[ConsignmentState::kWithdrawn]},
          {"open", std::move(open)}};
}

// Every copy that is there, with what the far side gave for it.
void visitReceipts(const core::Outbox& outbox, const std::string& name,
                   const std::function<void(const core::Consignment&)>& visit) {
  std::string after;
  for (;;) {
    const auto page = outbox.delivered(name, after, kShown);
    for (const auto& each : page) visit(each);
    if (page.empty()) return;
    after = page.back().copy;
  }
}

json receiptsJson(const core::Outbox& outbox, const std::string& name) {
  json receipts = json::array();
  visitReceipts(outbox, name, [&](const core::Consignment& each) {
    receipts.push_back({{"copy", each.copy},
                        {"receipt", each.receipt.id},
                        {"proof", each.receipt.proof},
                        {"settled", core::formatIso8601(each.settled.value_or(each.entered))}});
  });
  return receipts;
}

void tell(const std::string& name, Outcome& outcome, Terminal& terminal) {
  terminal.print(terminal.format(
      "{}: đã gửi {}, chờ {}, bị từ chối {}", "{}: {} delivered, {} waiting, {} refused", name,
      outcome.counts[ConsignmentState::kDelivered], outcome.counts[ConsignmentState::kWaiting],
      outcome.counts[ConsignmentState::kRefused]));
  if (outcome.report.closed) {
    terminal.say(std::string(terminal.pick("Ngoài giờ gửi.", "Outside the hours of sending.")));
  }
  if (outcome.report.problem) terminal.complain(*outcome.report.problem);
}

void tellOpen(const core::Outbox& outbox, const std::string& name, Terminal& terminal) {
  for (const auto& each : outbox.open(name, kShown)) {
    terminal.print(core::printable(fmt::format(
        "{}  {}  {}  {}", each.copy, core::formatIso8601(each.due), each.problem, each.reason)));
  }
}

void tellReceipts(const core::Outbox& outbox, const std::string& name, Terminal& terminal) {
  visitReceipts(outbox, name, [&](const core::Consignment& each) {
    terminal.print(core::printable(
        fmt::format("{}  {}  {}", each.copy,
                    core::formatIso8601(each.settled.value_or(each.entered)), each.receipt.id)));
  });
}

int run(const Options& options, Context& context) {
  context.home.require();
  catchStopSignals();
  json destinations = json::array();
  bool waiting = false;
  bool refused = false;
  bool found = options.to.empty();
  for (const auto& delivery : context.settings.deliveries) {
    if (!options.to.empty() && delivery.name != options.to) continue;
    found = true;
    auto outcome = deliverTo(delivery, options, context);
    waiting = waiting || outcome.counts[ConsignmentState::kWaiting] > 0;
    refused = refused || outcome.counts[ConsignmentState::kRefused] > 0;
    if (context.json) {
      destinations.push_back(outcomeJson(delivery.name, outcome, context.parts.outbox()));
      if (options.receipts) {
        destinations.back()["receipts"] = receiptsJson(context.parts.outbox(), delivery.name);
      }
    } else {
      tell(delivery.name, outcome, context.terminal);
      if (options.list) tellOpen(context.parts.outbox(), delivery.name, context.terminal);
      if (options.receipts) tellReceipts(context.parts.outbox(), delivery.name, context.terminal);
    }
  }
  if (!found || context.settings.deliveries.empty()) {
    throw core::Error(core::kBadSettings, {.file = context.home.settings().string(),
                                           .detail = "no [[delivery]] " + options.to});
  }
  if (context.json) context.terminal.print(json{{"destinations", std::move(destinations)}});
  if (options.list || options.receipts) return kDone;
  return refused ? kSomeFailed : waiting ? kTemporaryFailure : kDone;
}

}  // namespace

void addDeliver(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("deliver", {"Gửi bản sao đến các nơi trong [[delivery]]",
                                          "Send copies on to the destinations of [[delivery]]"});
  verb.option("--to", options->to, {"Chỉ gửi đến nơi này", "Only to this destination"});
  verb.flag(
      "--retry", options->retry,
      {"Gửi lại ngay cả những bản bị từ chối, đang chờ lần sau hoặc dở dang do lần chạy trước "
       "bị ngắt",
       "At once also those that were refused, wait for a later attempt, or were left by a run "
       "that died"});
  verb.flag("--list", options->list, {"Chỉ xem, không gửi", "Only show, send nothing"});
  verb.flag("--receipts", options->receipts,
            {"Chỉ xem biên nhận của những bản đã gửi", "Only show the receipts of what was sent"});
  verb.example("sohoa deliver --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
