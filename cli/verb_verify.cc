#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/read_pages.h"
#include "cli/verb.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

struct Options {
  std::vector<std::filesystem::path> files;
  std::string policy = "generic";
  std::vector<std::filesystem::path> trust;
  std::vector<std::filesystem::path> crls;
  std::string at;
  bool offline = false;
};

json timeJson(const std::optional<core::Timestamp>& time) {
  return time ? json(core::formatIso8601(*time)) : json(nullptr);
}

json findingsJson(const std::vector<core::Finding>& findings) {
  json list = json::array();
  for (const auto& finding : findings) {
    list.push_back({{"code", finding.code}, {"where", finding.where}});
  }
  return list;
}

json signatureJson(const core::SignatureReport& s) {
  json codes = json::array();
  for (const auto& finding : s.findings) codes.push_back(finding.code);
  return {{"field", s.field},
          {"signer", s.signer},
          {"verdict", core::slug(s.verdict)},
          {"sub_indication", s.sub_indication},
          {"level", s.level},
          {"signing_time", timeJson(s.signing_time)},
          {"best_signature_time", timeJson(s.best_signature_time)},
          {"covers_whole_document", s.covers_whole_document},
          {"codes", std::move(codes)},
          {"findings", findingsJson(s.findings)}};
}

json reportJson(const std::string& path, const core::VerificationReport& report) {
  json signatures = json::array();
  for (const auto& signature : report.signatures) signatures.push_back(signatureJson(signature));
  return {{"path", path},
          {"verdict", core::slug(report.verdict)},
          {"sub_indication", report.sub_indication},
          {"level", report.level},
          {"signatures", std::move(signatures)},
          {"findings", findingsJson(report.findings)}};
}

std::string_view verdictText(core::Verdict verdict, const Terminal& terminal) {
  switch (verdict) {
    case core::Verdict::kTotalPassed:
      return terminal.pick("HỢP LỆ", "VALID");
    case core::Verdict::kIndeterminate:
      return terminal.pick("CHƯA KẾT LUẬN ĐƯỢC", "CANNOT BE DECIDED");
    case core::Verdict::kTotalFailed:
      return terminal.pick("KHÔNG HỢP LỆ", "NOT VALID");
  }
  return "";
}

void printFindings(const std::vector<core::Finding>& findings, Terminal& terminal) {
  for (const auto& finding : findings) {
    terminal.print(core::printable(fmt::format("      {} {}", finding.code, finding.where)));
  }
}

void printReport(const std::string& path, const core::VerificationReport& report,
                 Terminal& terminal) {
  terminal.print(core::printable(
      fmt::format("{}: {} ({}{})", path, verdictText(report.verdict, terminal),
                  core::slug(report.verdict), report.level.empty() ? "" : ", " + report.level)));
  for (const auto& s : report.signatures) {
    terminal.print(core::printable(
        fmt::format("  {} {}: {}{}{}", s.verdict == core::Verdict::kTotalPassed ? "✓" : "✗",
                    s.field, s.signer, s.level.empty() ? "" : ", " + s.level,
                    s.sub_indication.empty() ? "" : ", " + s.sub_indication)));
    if (s.best_signature_time) {
      terminal.print(fmt::format("      {} {}", terminal.pick("dấu thời gian", "timestamp"),
                                 core::formatIso8601(*s.best_signature_time)));
    }
    printFindings(s.findings, terminal);
  }
  printFindings(report.findings, terminal);
}

int run(const Options& options, Context& context) {
  core::VerifyRequest request;
  request.policy = options.policy == "sohoa" ? core::VerifyRequest::Policy::kSohoa
                                             : core::VerifyRequest::Policy::kGeneric;
  if (!options.at.empty()) request.at = core::parseIso8601(options.at);
  request.offline = true;
  const auto& verifier = context.parts.verifier(options.trust, options.crls);
  auto worst = core::Verdict::kTotalPassed;
  bool unread = false;
  json list = json::array();
  for (const auto& file : options.files) {
    try {
      const auto report = verifier.verify(file, request);
      worst = core::worse(worst, report.verdict);
      if (context.json) {
        list.push_back(reportJson(file.string(), report));
      } else {
        printReport(file.string(), report, context.terminal);
      }
    } catch (const core::Error& error) {
      unread = true;
      context.terminal.complain(error.at(file.string()));
      auto entry = reportJson(file.string(), {});
      entry["error"] = errorJson(error, context.terminal.language());
      list.push_back(std::move(entry));
    }
  }
  if (context.json) context.terminal.print(json{{"files", std::move(list)}});
  if (worst != core::Verdict::kTotalPassed) return kVerificationFailed;
  return unread ? kSomeFailed : kDone;
}

}  // namespace

void addVerify(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("verify", {"Kiểm chữ ký của tệp PDF, không chắc thì không nhận",
                                         "Verify signed PDFs; unsure is never valid"});
  verb.option("FILE", options->files).required();
  verb.option("--policy", options->policy,
              {"generic: mọi PDF đã ký; sohoa: chỉ bản sao do Sohoa làm",
               "generic: any signed PDF; sohoa: only copies made here"})
      .oneOf({"generic", "sohoa"});
  verb.option(
          "--trust", options->trust,
          {"Gốc tin cậy (PEM), thay cho thiết lập", "Trust anchor (PEM), in place of the settings"})
      .repeatable();
  verb.option(
          "--crl", options->crls,
          {"Danh sách thu hồi (CRL), tệp hoặc thư mục", "Revocation lists (CRL), files or folders"})
      .repeatable();
  verb.option("--at", options->at, {"Kiểm như tại thời điểm này", "Judge as of this time"});
  verb.flag("--offline", options->offline,
            {"Chỉ dùng bằng chứng tại chỗ", "Use local evidence only"});
  verb.example("sohoa verify ban-sao.pdf --policy sohoa --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
