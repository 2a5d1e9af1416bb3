#include "pipeline/batch_html.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "core/markup.h"
#include "core/text.h"

namespace sohoa::pipeline {
namespace {

constexpr std::string_view kStyle =
    "body{font:15px/1.45 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;"
    "color:#1b1b1b}h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}table{border-collapse:"
    "collapse;width:100%}th,td{border:1px solid #c9c9c9;padding:.35em .6em;text-align:left;"
    "vertical-align:top}th{background:#f2f2f2}td.n{text-align:right}img{max-width:100%;border:1px "
    "solid #c9c9c9}.bad{color:#a40000}.good{color:#0a6b1d}.path{word-break:break-all}";

std::string escaped(std::string_view text) { return core::escapedMarkup(core::printable(text)); }

class Page {
 public:
  Page(const ReportFacts& facts, const Discretion& discretion, const ReportPicture& pictures,
       core::Language language)
      : facts_(facts), discretion_(discretion), pictures_(pictures), language_(language) {}

  std::string html() {
    const bool english = language_ == core::Language::kEnglish;
    add("<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{} {}</title>"
        "<style>{}</style></head><body>\n<h1>{} {}</h1>\n",
        english ? "en" : "vi", pick("Báo cáo lô", "Report of batch"), escaped(facts_.batch.id),
        kStyle, pick("Báo cáo lô", "Report of batch"), escaped(facts_.batch.id));
    balance();
    signOffs();
    quarantine();
    doubts();
    duplicates();
    papers();
    out_ += "</body></html>\n";
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view pick(std::string_view vi, std::string_view en) const {
    return core::pick(language_, vi, en);
  }
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  void heading(std::string_view vi, std::string_view en, std::size_t count) {
    add("<h2>{} ({})</h2>\n", pick(vi, en), count);
  }
  void table(std::initializer_list<std::string_view> heads) {
    out_ += "<table><tr>";
    for (const auto head : heads) add("<th>{}</th>", head);
    out_ += "</tr>\n";
  }
  void picture(const std::optional<std::string>& name, std::string_view otherwise) {
    if (name) {
      add("<td><img loading=\"lazy\" src=\"{}\" alt=\"\"></td>", *name);
    } else {
      add("<td>{}</td>", otherwise);
    }
  }

  void balance() {
    const auto& b = facts_.balance;
    const bool closed = b.closes() && b.waiting == 0;
    table({pick("tờ nạp", "fed"), pick("lưu", "stored"), pick("giữ", "kept"),
           pick("trắng", "blank"), pick("phân cách", "separator"), pick("cách ly", "quarantined"),
           pick("còn chờ", "waiting"), ""});
    out_ += "<tr>";
    for (const int count :
         {b.fed, b.stored, b.kept, b.blank, b.separator, b.quarantined, b.waiting}) {
      add("<td class=\"n\">{}</td>", count);
    }
    add("<td class=\"{}\">{}</td></tr></table>\n", closed ? "good" : "bad",
        closed ? pick("cân đối", "balances") : pick("chưa khép", "does not close"));
    if (facts_.hand_count) {
      const auto& [counted, scanned] = *facts_.hand_count;
      add("<p class=\"{}\">{} {}, {} {}</p>\n", counted == scanned ? "good" : "bad",
          pick("Số tờ ở quầy: đếm tay", "Sheets at the counter: counted by hand"), counted,
          pick("quét", "scanned"), scanned);
    }
    if (facts_.secret_papers > 0) {
      add("<p>{}: {}</p>\n",
          pick("Giấy tờ có dấu mật (không hiện trong báo cáo này)",
               "Papers with a secrecy mark (not shown here)"),
          facts_.secret_papers);
    }
  }

  void signOffs() {
    heading("Xác nhận cân đối", "Balance signed off", facts_.sign_offs.size());
    if (facts_.sign_offs.empty()) return;
    table({pick("người", "person"), pick("lúc", "at"), pick("ghi chú", "remark"),
           pick("tờ nạp", "fed"), pick("cách ly", "quarantined")});
    for (const auto& each : facts_.sign_offs) {
      add("<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>"
          "\n",
          escaped(each.person), core::formatIso8601(each.at), escaped(each.remark),
          each.balance.fed, each.balance.quarantined);
    }
    out_ += "</table>\n";
  }

  void quarantine() {
    heading("Cách ly, theo lý do", "Quarantined, by reason", facts_.quarantined.size());
    std::map<std::string, std::vector<const core::QuarantineRow*>> reasons;
    for (const auto& row : facts_.quarantined) reasons[row.code].push_back(&row);
    for (const auto& [code, rows] : reasons) {
      add("<h3>{} ({})</h3>\n", escaped(code), rows.size());
      table({"", pick("tệp", "file"), pick("trang", "page"), pick("lý do", "reason"), ""});
      for (const auto* row : rows) quarantined(*row);
      out_ += "</table>\n";
    }
  }

  void quarantined(const core::QuarantineRow& row) {
    add("<tr><td class=\"n\">{}</td><td class=\"path\">{}</td><td class=\"n\">{}</td><td>{}</td>",
        row.id, escaped(row.path), row.page ? std::to_string(*row.page + 1) : "",
        escaped(core::pick(language_, row.reason_vi, row.reason_en)));
    std::optional<std::string> shown;
    if (row.page && discretion_.mayPicture(row.master)) {
      shown = pictures_(row.master, *row.page, {});
    }
    picture(shown, row.master == 0 ? "" : pick("không hiện ảnh", "no picture"));
    out_ += "</tr>\n";
  }

  void doubts() {
    heading("Trường cần xem lại", "Fields to look at", facts_.doubts.size());
    if (facts_.doubts.empty()) return;
    table({pick("giấy tờ", "paper"), pick("trường", "field"), pick("đọc được", "read as"),
           pick("độ tin", "confidence"), pick("ảnh", "picture")});
    for (const auto& each : facts_.doubts) {
      const bool missing = each.reason == "missing";
      add("<tr><td>{}<br><span class=\"path\">{}</span></td><td>{}</td><td>{}</td>"
          "<td class=\"n\">{}</td>",
          escaped(each.title), escaped(each.path), escaped(each.field),
          missing ? std::string(pick("(không thấy)", "(missing)")) : escaped(each.value),
          missing ? std::string() : fmt::format("{:.2f}", each.confidence));
      std::optional<std::string> shown;
      if (each.page && !each.box.empty() && discretion_.mayPicture(each.master)) {
        shown = pictures_(each.master, *each.page, each.box);
      }
      picture(shown, "");
      out_ += "</tr>\n";
    }
    out_ += "</table>\n";
  }

  void duplicates() {
    if (facts_.duplicates.empty()) return;
    heading("Trùng nội dung, chỉ liên kết", "Same content, only linked", facts_.duplicates.size());
    out_ += "<ul>\n";
    for (const auto& input : facts_.duplicates) {
      add("<li class=\"path\">{}</li>\n", escaped(input.path));
    }
    out_ += "</ul>\n";
  }

  void papers() {
    heading("Giấy tờ", "Papers", facts_.papers.size());
    if (facts_.papers.empty()) return;
    table({pick("hồ sơ", "case file"), pick("giấy tờ", "paper"), pick("trang", "pages"),
           pick("trạng thái", "state"), pick("mã bản sao", "copy")});
    for (const auto& row : facts_.papers) {
      add("<tr><td class=\"path\">{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td>"
          "</tr>\n",
          escaped(facts_.caseOf(row.master)), escaped(row.document.title),
          row.document.pages.size(), core::slug(row.state), escaped(row.copy_id));
    }
    out_ += "</table>\n";
  }

  const ReportFacts& facts_;
  const Discretion& discretion_;
  const ReportPicture& pictures_;
  core::Language language_;
  std::string out_;
};

}  // namespace

std::string reportHtml(const ReportFacts& facts, const Discretion& discretion,
                       const ReportPicture& picture, core::Language language) {
  return Page(facts, discretion, picture, language).html();
}

}  // namespace sohoa::pipeline
