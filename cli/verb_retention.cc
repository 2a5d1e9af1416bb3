#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/text.h"
#include "pipeline/retention.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

std::vector<pipeline::RetentionRule> rulesOf(const config::Settings& settings) {
  std::vector<pipeline::RetentionRule> rules;
  for (const auto& rule : settings.retention) {
    using From = pipeline::RetentionRule::From;
    rules.push_back({rule.rule, rule.kind, rule.unit, rule.years,
                     rule.from == "created" ? From::kCreated : From::kIssued});
  }
  return rules;
}

json toJson(const pipeline::DueCopy& copy) {
  return {{"id", copy.id},     {"kind", copy.kind},   {"unit", copy.unit},
          {"rule", copy.rule}, {"since", copy.since}, {"held", copy.held}};
}

int list(Context& context) {
  context.home.require();
  const auto due = pipeline::retentionDue(context.parts.catalogue(), rulesOf(context.settings),
                                          context.clock.now());
  auto& terminal = context.terminal;
  if (context.json) {
    json copies = json::array();
    for (const auto& copy : due.copies) copies.push_back(toJson(copy));
    terminal.print(json{{"due", std::move(copies)}, {"undated", due.undated}});
    return kDone;
  }
  std::map<std::pair<std::string, std::string>, std::pair<int, int>> counts;
  for (const auto& copy : due.copies) {
    auto& [all, held] = counts[{copy.unit, copy.kind}];
    ++all;
    held += copy.held ? 1 : 0;
  }
  for (const auto& [key, count] : counts) {
    terminal.print(core::printable(terminal.format(
        "{}  {}: {} bản hết hạn, {} bản đang được giữ", "{}  {}: {} copies due, {} of them on hold",
        key.first, key.second, count.first, count.second)));
  }
  terminal.print(terminal.format(
      "{} bản sao hết thời hạn lưu giữ; {} bản không rõ ngày ban hành nên được giữ.",
      "{} copies are due; {} have no day of issue and are kept.", due.copies.size(), due.undated));
  return kDone;
}

int apply(const std::string& person, const std::string& decision, Context& context) {
  context.home.require();
  const auto note = [&](const pipeline::DueCopy& copy, pipeline::DisposalParts::Step step) {
    const bool gone = step == pipeline::DisposalParts::Step::kGone;
    context.parts.noteKeeping({{"event", gone ? "copy.disposed" : "copy.to_dispose"},
                               {"copy", copy.id},
                               {"kind", copy.kind},
                               {"unit", copy.unit},
                               {"rule", copy.rule},
                               {"decision", decision},
                               {"by", person},
                               {"at", core::formatIso8601(context.clock.now())}});
  };
  const auto done = pipeline::dispose(
      {context.parts.catalogue(), context.parts.versions(), context.parts.entries(),
       context.parts.upkeep(), context.parts.blobs(), context.clock, context.home.damaged(), note},
      rulesOf(context.settings), decision, person);
  auto& terminal = context.terminal;
  if (context.json) {
    json gone = json::array();
    for (const auto& copy : done.gone) gone.push_back(toJson(copy));
    terminal.print(
        json{{"removed", std::move(gone)}, {"held", done.held}, {"locked_blobs", done.locked}});
  } else {
    terminal.print(terminal.format("{} bản sao đã tiêu huỷ, {} bản đang được giữ.",
                                   "{} copies were disposed of, {} are on hold.", done.gone.size(),
                                   done.held));
    if (done.locked > 0) {
      terminal.print(terminal.format(
          "! {} tệp còn bị kho S3 khoá; sẽ tự xoá khi hết khoá.",
          "! {} blobs are under a lock of the S3 store; they go when it ends.", done.locked));
    }
  }
  return kDone;
}

int hold(const std::string& copy, const std::string& reason, const std::string& person,
         Context& context) {
  context.home.require();
  context.parts.catalogue().hold(copy, reason, person, context.clock.now());
  context.parts.noteKeeping({{"event", "copy.held"},
                             {"copy", copy},
                             {"reason", reason},
                             {"by", person},
                             {"at", core::formatIso8601(context.clock.now())}});
  context.terminal.say(context.terminal.format("Bản sao {} được giữ lại.", "Copy {} is on hold.",
                                               core::printable(copy)));
  return kDone;
}

int release(const std::string& copy, const std::string& person, Context& context) {
  context.home.require();
  context.parts.catalogue().release(copy, person, context.clock.now());
  context.parts.noteKeeping({{"event", "copy.released"},
                             {"copy", copy},
                             {"by", person},
                             {"at", core::formatIso8601(context.clock.now())}});
  context.terminal.say(context.terminal.format(
      "Bản sao {} không còn bị giữ.", "Copy {} is not on hold any more.", core::printable(copy)));
  return kDone;
}

struct Words {
  std::string copy;
  std::string reason;
  std::string person;
  std::string decision;
};

void askWho(const Verb& verb, Words& words) {
  verb.option("--by", words.person, {"Người thực hiện", "Who does it"}).required();
}

void askCopy(const Verb& verb, Words& words) {
  verb.option("COPY", words.copy, {"Mã bản sao", "Id of the copy"}).required();
}

}  // namespace

void addRetention(const Verb& line) {
  auto words = std::make_shared<Words>();
  const auto verb = line.verb(
      "retention", {"Thời hạn lưu giữ bản sao ([[retention]]); mặc định không tiêu huỷ gì",
                    "How long copies are kept ([[retention]]); by default for ever"});
  verb.example("sohoa retention list --json");
  verb.needsVerb();
  const auto listing =
      verb.verb("list", {"Bản sao nào đã hết hạn; không đổi gì", "What is due; changes nothing"});
  listing.example("sohoa retention list");
  listing.runs(list);
  const auto applying = verb.verb(
      "apply", {"Tiêu huỷ bản sao đã hết hạn, theo một quyết định", "Dispose of what is due"});
  askWho(applying, *words);
  applying.option("--decision", words->decision, {"Số quyết định", "Number of the decision"})
      .required();
  applying.example("sohoa retention apply --by \"Nguyễn Văn An\" --decision \"12/QĐ-UBND\"");
  applying.runs(
      [words](Context& context) { return apply(words->person, words->decision, context); });
  const auto holding =
      verb.verb("hold", {"Giữ một bản sao, không tiêu huỷ", "Keep a copy whatever the rules say"});
  askCopy(holding, *words);
  holding.option("--reason", words->reason, {"Lý do", "Why"}).required();
  askWho(holding, *words);
  holding.example("sohoa retention hold sh-0123 --reason \"thanh tra\" --by \"Nguyễn Văn An\"");
  holding.runs([words](Context& context) {
    return hold(words->copy, words->reason, words->person, context);
  });
  const auto releasing = verb.verb("release", {"Thôi giữ một bản sao", "End a hold"});
  askCopy(releasing, *words);
  askWho(releasing, *words);
  releasing.example("sohoa retention release sh-0123 --by \"Nguyễn Văn An\"");
  releasing.runs(
      [words](Context& context) { return release(words->copy, words->person, context); });
}

}  // namespace sohoa::cli
