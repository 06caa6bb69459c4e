import type { Model } from '@modelkeep/catalog/model/model'
import { type Icon, IconBrain, IconBraces, IconTool } from './icons.js'
import { capabilitiesOf, type Capability, capabilityNames } from './capabilities.js'
import classes from './capability-badges.module.css'

const all = ['tools', 'structured', 'reasoning'] as const
const icons: Record<Capability, Icon> = { tools: IconTool, structured: IconBraces, reasoning: IconBrain }

/** `icons`: one fixed position per capability, to be read down a column. `labels`: only the supported ones, with their names. */
export function CapabilityBadges({ model, show = 'labels' }: { model: Model; show?: 'icons' | 'labels' }) {
  const has = capabilitiesOf(model)
  if (show === 'icons') return <CapabilityIcons has={has} />
  if (has.length === 0) return null
  return (
    <ul className={classes.labels} aria-label="Capabilities">
      {has.map((capability) => {
        const Icon = icons[capability]
        return (
          <li key={capability}>
            <Icon size={13} stroke={1.8} />
            {capabilityNames[capability]}
          </li>
        )
      })}
    </ul>
  )
}

function CapabilityIcons({ has }: { has: readonly Capability[] }) {
  const title = has.map((capability) => capabilityNames[capability]).join(', ')
  if (has.length === 0) return <span className="visually-hidden">None</span>
  return (
    <span role="img" className={classes.icons} aria-label={title} title={title}>
      {all.map((capability) => {
        const Icon = icons[capability]
        return has.includes(capability) ? <Icon key={capability} size={16} stroke={1.7} /> : <span key={capability} />
      })}
    </span>
  )
}
