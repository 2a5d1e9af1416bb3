#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/certifier_of.h"
#include "cli/read_pages.h"
#include "cli/verb.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

constexpr core::ErrorCode kNotApproved{
    "cli.not_approved", core::Retry::kNever,
    "Chưa có người xác nhận đã đối chiếu bản quét với bản chính; hãy chạy ở cửa sổ lệnh để được "
    "hỏi, hoặc thêm --approve.",
    "Nobody has confirmed that the scan was compared with the original; run this in a terminal to "
    "be asked, or add --approve."};

struct Options {
  std::vector<std::string> copies;
  bool approved = false;
  bool again = false;
};

std::string textOf(const core::Document& document, const std::string& field) {
  const auto found = document.fields.find(field);
  const auto* text =
      found == document.fields.end() ? nullptr : std::get_if<std::string>(&found->second.value);
  return text == nullptr ? "" : *text;
}

// What the officer holds against the paper.
void show(const core::DocumentRow& row, Context& context) {
  auto& terminal = context.terminal;
  const auto& document = row.document;
  terminal.say(core::printable(fmt::format("{}  {}", row.copy_id, document.title)));
  const std::pair<std::string_view, std::string> lines[] = {
      {terminal.pick("số, ký hiệu", "number, symbol"), textOf(document, "so_ky_hieu")},
      {terminal.pick("ngày ban hành", "date of issue"), textOf(document, "ngay_ban_hanh")},
      {terminal.pick("cơ quan", "agency"), textOf(document, "co_quan")},
      {terminal.pick("số trang", "pages"), std::to_string(document.pages.size())}};
  for (const auto& [label, value] : lines) {
    if (!value.empty()) terminal.say(core::printable(fmt::format("    {}: {}", label, value)));
  }
  terminal.say(fmt::format("    sohoa fetch {} -o {}.pdf", row.copy_id, row.copy_id));
}

bool approves(const core::DocumentRow& row, const Options& options, Context& context) {
  if (options.approved) return true;
  show(row, context);
  const auto answer = context.terminal.ask(
      context.terminal.pick("Bản quét đúng với bản chính? Gõ 'dung' để chứng thực:",
                            "Does the scan agree with the original? Type 'yes' to certify:"));
  if (!answer) throw core::Error(kNotApproved, {.detail = row.copy_id});
  return core::foldMarks(*answer) == "dung" || *answer == "yes";
}

json entryJson(const core::RegisterEntry& entry, const std::string& level) {
  return {{"id", entry.copy_id},
          {"source", entry.source},
          {"unit", entry.unit},
          {"year", entry.year},
          {"number", entry.number},
          {"book", entry.book},
          {"certifier", entry.certifier},
          {"policy", entry.policy},
          {"level", level},
          {"sha256", entry.content->hex()}};
}

int run(const Options& options, Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  const std::string level(core::slug(context.settings.signing.level));
  auto certifier = certifierOf(context.parts, context.parts.signer(), context.settings,
                               context.home.scratch(), context.clock);
  json certified = json::array();
  json errors = json::array();
  bool transient = true;
  for (const auto& id : options.copies) {
    try {
      if (!approves(certifier.candidate(id), options, context)) {
        terminal.say(fmt::format("{}: {}", id, terminal.pick("bỏ qua", "left out")));
        continue;
      }
      const auto entry = certifier.certify(id, options.again);
      certified.push_back(entryJson(entry, level));
      if (!context.json) {
        terminal.print(terminal.format("{}: số chứng thực {}, quyển số {}",
                                       "{}: number {} in book {}", entry.copy_id, entry.number,
                                       entry.book));
      }
    } catch (const core::Error& error) {
      terminal.complain(error);
      transient = transient && error.retry() == core::Retry::kTransient;
      auto entry = errorJson(error, terminal.language());
      entry["source"] = id;
      errors.push_back(std::move(entry));
    }
  }
  const bool failed = !errors.empty();
  if (context.json) terminal.print(json{{"certified", certified}, {"errors", errors}});
  return !failed ? kDone : transient ? kTemporaryFailure : kSomeFailed;
}

}  // namespace

void addCertify(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("certify", {"Chứng thực bản sao điện tử từ bản chính, vào sổ chứng thực",
                            "Certify copies from their originals, with a number of the register"});
  verb.option("COPY", options->copies, {"Mã bản sao đã số hoá", "Ids of digitised copies"})
      .required();
  verb.flag("--approve", options->approved,
            {"Người chứng thực đã đối chiếu từng bản với bản chính",
             "The officer has compared each one with its original"});
  verb.flag("--again", options->again,
            {"Cấp thêm bản cho giấy tờ đã chứng thực", "Also papers that were certified before"});
  verb.example("sohoa certify k3fq… --approve");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
