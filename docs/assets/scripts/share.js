// A page's own address, handed to the device's way of sharing, else copied. Nothing is sent by the page.

/** Share this page; `button` stands beside the line that says what became of it. */
export const share = async (button) => {
  const url = location.href.split(/[?#]/)[0];
  try {
    if (navigator.share) await navigator.share({ title: document.title, url });
    else {
      await navigator.clipboard.writeText(url);
      const told = button.parentElement.querySelector("[role=status]");
      told.textContent = told.dataset.done;
    }
  } catch { /* the reader closed it */ }
};
