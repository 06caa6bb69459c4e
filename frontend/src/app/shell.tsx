import { ActionIcon } from '@mantine/core'
import '@mantine/core/styles/ActionIcon.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import {
  IconActivity,
  IconArrowsDiff,
  IconHelp,
  IconHistory,
  IconLayoutList,
  IconMoon,
  IconSearch,
  IconSun,
} from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { FreshnessBanner, FreshnessLine } from './freshness-notes.js'
import { Logo } from './logo.js'
import classes from './shell.module.css'
import { useShortcuts } from './shortcuts/shortcuts.js'
import { useThemeChoice } from './theme-choice.js'

const views = [
  { to: '/', label: 'Models', icon: IconLayoutList },
  { to: '/changes', label: 'Changes', icon: IconHistory },
  { to: '/compare', label: 'Compare', icon: IconArrowsDiff },
  { to: '/status', label: 'Status', icon: IconActivity },
] as const

/** The frame of every view: where one is, where one can go, and how old what one sees is. */
export function Shell() {
  const { shown, toggle } = useThemeChoice()
  const { openPalette, openHelp, overlays } = useShortcuts()
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.brand} aria-label="Modelkeep, all models">
          <Logo />
          <span>Modelkeep</span>
        </Link>
        <nav className={classes.nav} aria-label="Views">
          {views.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className={classes.view}
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ exact: to === '/', includeSearch: false }}
            >
              <Icon size={18} stroke={1.7} aria-hidden />
              <span>{label}</span>
            </Link>
          ))}
        </nav>
        <div className={classes.tools}>
          <button
            type="button"
            className={classes.palette}
            onClick={openPalette}
            aria-label="Go to a model, a page or an action"
            aria-keyshortcuts="Control+K Meta+K"
          >
            <IconSearch size={16} aria-hidden />
            <span>Go to…</span>
            <kbd>Ctrl K</kbd>
          </button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={toggle}
            aria-label={shown === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
          >
            {shown === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={openHelp}
            aria-label="Keyboard shortcuts"
            className={classes.help}
          >
            <IconHelp size={18} />
          </ActionIcon>
        </div>
      </header>
      <FreshnessBanner />
      <div className={classes.content}>
        <Outlet />
      </div>
      <footer className={classes.footer}>
        <FreshnessLine />
        <span className={classes.links}>
          <a href="/docs">API</a>
          <a href="/api/models?use_rss=true">Feed</a>
        </span>
      </footer>
      {overlays}
    </div>
  )
}
