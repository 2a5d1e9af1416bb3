// What fields are called on every screen. Each field of config/profiles has its words here.
export const kFieldNames: Record<string, { vi: string; en: string }> = {
  chuc_vu: { vi: "Chức vụ", en: "Title of the signer" },
  co_quan: { vi: "Cơ quan ban hành", en: "Issuing agency" },
  dan_toc: { vi: "Dân tộc", en: "Ethnic group" },
  dia_chi: { vi: "Địa chỉ", en: "Address" },
  dia_danh: { vi: "Địa danh", en: "Place" },
  do_khan: { vi: "Độ khẩn", en: "Urgency" },
  do_mat: { vi: "Độ mật", en: "Secrecy" },
  gioi_tinh: { vi: "Giới tính", en: "Sex" },
  ho_ten: { vi: "Họ tên", en: "Full name" },
  ho_ten_vo: { vi: "Họ tên vợ", en: "Wife's name" },
  loai: { vi: "Loại in trên giấy", en: "Kind as printed" },
  ma_ho_so: { vi: "Mã hồ sơ", en: "Case file" },
  ma_ket_qua: { vi: "Mã kết quả", en: "Result code" },
  ma_so_thue: { vi: "Mã số thuế", en: "Tax code" },
  ngay_ban_hanh: { vi: "Ngày ban hành", en: "Date of issue" },
  ngay_cap: { vi: "Ngày cấp", en: "Date of grant" },
  ngay_dang_ky: { vi: "Ngày đăng ký", en: "Date of registration" },
  ngay_hen_tra: { vi: "Ngày hẹn trả", en: "Due date" },
  ngay_sinh: { vi: "Ngày sinh", en: "Date of birth" },
  ngay_sinh_vo: { vi: "Ngày sinh của vợ", en: "Wife's date of birth" },
  nguoi_ky: { vi: "Người ký", en: "Signer" },
  noi_nhan: { vi: "Nơi nhận", en: "Recipients" },
  noi_sinh: { vi: "Nơi sinh", en: "Place of birth" },
  que_quan: { vi: "Quê quán", en: "Native place" },
  quoc_tich: { vi: "Quốc tịch", en: "Nationality" },
  quyen_han: { vi: "Quyền hạn ký", en: "Authority" },
  so_cmnd_cu: { vi: "Số CMND cũ", en: "Former identity number" },
  so_dinh_danh: { vi: "Số định danh", en: "Personal id" },
  so_dinh_danh_vo: { vi: "Số định danh của vợ", en: "Wife's personal id" },
  so_ky_hieu: { vi: "Số, ký hiệu", en: "Number, symbol" },
  ten_tep: { vi: "Tên tệp", en: "File name" },
  trich_yeu: { vi: "Trích yếu", en: "Abstract" },
};

export function fieldNamesIn(language: "vi" | "en"): Record<string, string> {
  return Object.fromEntries(Object.entries(kFieldNames).map(([name, words]) => [name, words[language]]));
}
