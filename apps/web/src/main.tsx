import "./theme/component-styles.ts";
import "./theme/theme.css";
import "./theme/surfaces.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadPageConfig } from "./config/page-config.ts";
import { FlashPage, Look } from "./flash-page.tsx";
import { ErrorNotice } from "./states/error-notice.tsx";

const place = document.querySelector("#page");
if (place === null) throw new Error("index.html has no #page");
const page = createRoot(place);

try {
  const config = await loadPageConfig();
  page.render(
    <StrictMode>
      <FlashPage config={config} />
    </StrictMode>,
  );
} catch (error) {
  page.render(
    <Look>
      <main className="sign-in">
        <ErrorNotice isPage error={error} onRetry={() => location.reload()} />
      </main>
    </Look>,
  );
}
