import { Link, Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { createCommandRegistry } from '../shared/commands/command-registry.js'
import { CommandRegistryContext } from '../shared/commands/use-command.js'
import { useTheme } from '../shared/hooks/use-theme.js'
import {
  IconActivity,
  IconArrowsDiff,
  IconCoin,
  IconHelp,
  IconHistory,
  IconLayoutList,
  IconMoon,
  IconSearch,
  IconSun,
} from '../shared/ui/icons.js'
import { FreshnessBanner, FreshnessLine } from './freshness-notes.js'
import { Logo } from './logo.js'
import classes from './shell.module.css'
import { useShortcuts } from './shortcuts/shortcuts.js'
import { SkipLinks } from './skip-links.js'

const views = [
  { to: '/', label: 'Models', icon: IconLayoutList },
  { to: '/changes', label: 'Changes', icon: IconHistory },
  { to: '/compare', label: 'Compare', icon: IconArrowsDiff },
  { to: '/cost', label: 'Cost', icon: IconCoin },
  { to: '/status', label: 'Status', icon: IconActivity },
] as const

/** The frame of every view: header with navigation, freshness banner, and footer. */
export function Shell() {
  const [registry] = useState(createCommandRegistry)
  return (
    <CommandRegistryContext value={registry}>
      <Frame />
    </CommandRegistryContext>
  )
}

function Frame() {
  const { openPalette, openHelp, overlays } = useShortcuts()
  return (
    <div className={classes.shell}>
      <SkipLinks />
      <header className={classes.header}>
        <Link to="/" className={classes.brand} aria-label="Modelkeep, all models">
          <Logo />
          <span>Modelkeep</span>
        </Link>
        <Navigation />
        <Tools openPalette={openPalette} openHelp={openHelp} />
      </header>
      <FreshnessBanner />
      <div className={classes.content}>
        <Outlet />
      </div>
      <footer className={classes.footer}>
        <FreshnessLine />
        <span className={classes.links}>
          <a href="/docs">API</a>
          <a href="/api/models.rss">Feed</a>
        </span>
      </footer>
      {overlays}
    </div>
  )
}

function Navigation() {
  return (
    <nav className={classes.nav} aria-label="Views">
      {views.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.view}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon size={18} stroke={1.7} />
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  )
}

function Tools({ openPalette, openHelp }: { openPalette: () => void; openHelp: () => void }) {
  const { shown, toggle } = useTheme()
  return (
    <div className={classes.tools}>
      <button
        type="button"
        className={classes.palette}
        onClick={openPalette}
        aria-label="Go to a model, page or action"
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={16} />
        <span>Go to…</span>
        <kbd>Ctrl K</kbd>
      </button>
      <button
        type="button"
        className={classes.tool}
        onClick={toggle}
        aria-label={shown === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
      >
        {shown === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
      </button>
      <button
        type="button"
        className={`${classes.tool} ${classes.help}`}
        onClick={openHelp}
        aria-label="Keyboard shortcuts"
      >
        <IconHelp size={18} />
      </button>
    </div>
  )
}
