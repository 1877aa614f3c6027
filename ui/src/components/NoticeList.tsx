import { X } from "lucide-react";
import { IconButton } from "./IconButton";
import { dismissNotice, useNotices } from "./notices";

/** The messages that belong to no part of the window, until they are dismissed. */
export function NoticeList() {
  const notices = useNotices((state) => state.notices);
  return (
    <div className="notices" role="alert">
      {notices.map(({ id, title, text, detail }) => (
        <div className="notice" data-severity="error" key={id}>
          <div className="notice-body">
            <strong>{title}</strong>
            <p>{text}</p>
            {detail !== undefined && <p className="notice-detail">{detail}</p>}
          </div>
          <IconButton label="Dismiss" icon={X} onClick={() => dismissNotice(id)} />
        </div>
      ))}
    </div>
  );
}
