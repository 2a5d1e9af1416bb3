// Texts of the frame around every screen.
export const shellTexts = {
  vi: {
    unsavedTitle: "Có nội dung chưa lưu",
    unsavedWhy: "Nếu rời trang này bây giờ, những gì vừa nhập và chưa lưu sẽ mất.",
    stay: "Ở lại",
    leave: "Rời đi, bỏ nội dung chưa lưu",
    loggedOutTitle: "Phiên làm việc đã hết",
    loggedOutWhy: "Hãy đăng nhập lại để làm tiếp. Những gì đã nhập trên màn hình vẫn còn.",
    idleWhy:
      "Đã lâu không có thao tác nên máy tự đăng xuất. Hãy đăng nhập lại để làm tiếp; những gì đã nhập vẫn còn.",
    abandon: "Thôi, về trang đăng nhập",
    noScreen: "Chưa tải được phần này. Hãy kiểm tra đường mạng rồi tải lại trang.",
    reload: "Tải lại trang",
    cut: "Mất liên lạc với máy chủ.",
    cutWhy: "Đang tự thử lại; những gì đã nhập vẫn còn trên màn hình này.",
  },
  en: {
    unsavedTitle: "Something is not stored yet",
    unsavedWhy: "If you leave this page now, what you typed and did not store is lost.",
    stay: "Stay",
    leave: "Leave and drop it",
    loggedOutTitle: "Your session is over",
    loggedOutWhy: "Log in again to go on. What you typed on the screen is kept.",
    idleWhy:
      "Nothing was done for a while, so you were logged out. Log in again to go on; what you typed is kept.",
    abandon: "No, to the login page",
    noScreen: "This part could not be loaded. Check the line and load the page again.",
    reload: "Load the page again",
    cut: "The server cannot be reached.",
    cutWhy: "It is being tried again; what you typed stays on this screen.",
  },
};
