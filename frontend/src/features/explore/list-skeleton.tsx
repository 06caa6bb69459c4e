import classes from './list-skeleton.module.css'

const rows = Array.from({ length: 14 }, (_, row) => ({ row, name: 9 + ((row * 5) % 7), id: 13 + ((row * 3) % 8) }))

/** A placeholder in the shape of the list. */
export function ListSkeleton() {
  return (
    <div className={classes.skeleton} aria-hidden>
      <div className={classes.bar} />
      {rows.map(({ row, name, id }) => (
        <div key={row} className={classes.row}>
          <div className={classes.name}>
            <i style={{ width: `${name}rem` }} />
            <i style={{ width: `${id}rem` }} />
          </div>
          <i />
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}
